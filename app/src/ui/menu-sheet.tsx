/** A menu on a phone: a sheet from the floor. What opens further entries shows them in its place, with a way back. */
import { ArrowLeft } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import type { MenuEntry, MenuMore } from './menu-entry.ts'
import { createMenuKeys } from './menu-keys.ts'
import { MenuList, RowInside } from './menu-list.tsx'
import styles from './menu.module.css'
import { firstFocus } from './modal.tsx'
import { Sheet } from './sheet.tsx'
import { useUi } from './ui.tsx'

export interface MenuSheetProps {
  readonly open: boolean
  readonly label: string
  readonly entries: readonly MenuEntry[]
  readonly onClose: () => void
}

const isMore = (entry: MenuEntry, label: string): entry is MenuMore =>
  entry.kind === 'more' && entry.label === label

/** Groups are looked into, submenus are not. */
const findMore = (entries: readonly MenuEntry[], label: string): MenuMore | undefined => {
  for (const entry of entries) {
    if (isMore(entry, label)) return entry
    const inside = entry.kind === 'group' ? findMore(entry.entries, label) : undefined
    if (inside) return inside
  }
  return undefined
}

export const MenuSheet = ({ open, label, entries, onClose }: MenuSheetProps): ReactNode => {
  const { clock } = useUi()
  const [keys] = useState(() => createMenuKeys(clock))
  /** Labels of the entries gone into, outermost first. */
  const [path, setPath] = useState<readonly string[]>([])
  const shown = path.reduce<readonly MenuEntry[]>((all, step) => findMore(all, step)?.entries ?? all, entries)
  const here = path.at(-1)

  const close = (): void => {
    setPath([])
    onClose()
  }

  const pressed = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (keys.move(event.currentTarget, event)) event.preventDefault()
  }

  /** Firefox presses a button when the space bar comes up. */
  const released = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key === ' ' && keys.isTyping()) event.preventDefault()
  }

  return (
    <Sheet open={open} onClose={close} title={label} titleHidden={here !== undefined}>
      <div
        {...firstFocus}
        className={styles.plain}
        role="menu"
        aria-label={here ?? label}
        tabIndex={-1}
        onKeyDown={pressed}
        onKeyUp={released}
      >
        {here !== undefined && (
          <button
            type="button"
            role="menuitem"
            className={styles.row}
            onClick={() => setPath(path.slice(0, -1))}
          >
            <RowInside label={here} icon={ArrowLeft} flipIcon signs />
          </button>
        )}
        <MenuList
          entries={shown}
          onDone={close}
          more={(entry, key, signs) => (
            <button
              key={key}
              type="button"
              role="menuitem"
              className={styles.row}
              disabled={entry.disabled}
              aria-haspopup="menu"
              onClick={() => setPath([...path, entry.label])}
            >
              <RowInside label={entry.label} icon={entry.icon} signs={signs} hint={entry.hint} opensMore />
            </button>
          )}
        />
      </div>
    </Sheet>
  )
}
