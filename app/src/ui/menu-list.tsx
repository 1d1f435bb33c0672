/** The rows of a menu, the same at a desk and in a sheet. Moving about in them is `menu-keys.ts`. */
import { Check, ChevronRight } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { Icon, type IconShape } from './icon.tsx'
import { KeyCap } from './key-cap.tsx'
import type { MenuEntry, MenuMore } from './menu-entry.ts'
import styles from './menu.module.css'
import { ariaShortcut } from './shortcut.ts'
import { useUi } from './ui.tsx'

export interface MenuListProps {
  readonly entries: readonly MenuEntry[]
  /** After a row did what it does. */
  readonly onDone: () => void
  /** Draws a row that opens further entries. */
  readonly more: (entry: MenuMore, key: number, signs: boolean) => ReactNode
}

/** A place is kept for the sign of every row when one of them has a sign, so that the words share an edge. */
const hasSigns = (entries: readonly MenuEntry[]): boolean =>
  entries.some(
    entry =>
      entry.kind === 'choice' ||
      entry.kind === 'check' ||
      (entry.kind !== 'group' && entry.kind !== 'line' && entry.icon !== undefined),
  )

export const MenuList = ({ entries, onDone, more }: MenuListProps): ReactNode => {
  const { apple } = useUi()
  const signs = hasSigns(entries)
  const select = (run: () => void) => () => {
    onDone()
    run()
  }
  return entries.map((entry, index) => {
    // Entries are rebuilt whole and hold no state of their own.
    const key = index
    switch (entry.kind) {
      case 'line':
        return <hr key={key} className={styles.line} />
      case 'group':
        return (
          <MenuGroup key={key} label={entry.label}>
            <MenuList entries={entry.entries} onDone={onDone} more={more} />
          </MenuGroup>
        )
      case 'more':
        return more(entry, key, signs)
      case 'act':
        return (
          <button
            key={key}
            type="button"
            role="menuitem"
            className={styles.row}
            tabIndex={-1}
            disabled={entry.disabled}
            data-danger={entry.danger || undefined}
            aria-keyshortcuts={entry.shortcut === undefined ? undefined : ariaShortcut(entry.shortcut, apple)}
            onClick={select(entry.onSelect)}
          >
            <RowInside label={entry.label} icon={entry.icon} signs={signs} hint={entry.hint}>
              {entry.shortcut !== undefined && (
                <span aria-hidden="true">
                  <KeyCap of={entry.shortcut} />
                </span>
              )}
            </RowInside>
          </button>
        )
      case 'choice':
      case 'check': {
        const on = entry.kind === 'choice' ? entry.chosen : entry.on
        return (
          <button
            key={key}
            type="button"
            role={entry.kind === 'choice' ? 'menuitemradio' : 'menuitemcheckbox'}
            aria-checked={on}
            className={styles.row}
            tabIndex={-1}
            disabled={entry.disabled}
            onClick={select(entry.onSelect)}
          >
            <RowInside label={entry.label} icon={on ? Check : undefined} signs={signs} hint={entry.hint} />
          </button>
        )
      }
    }
  })
}

const MenuGroup = ({
  label,
  children,
}: {
  readonly label: string
  readonly children: ReactNode
}): ReactNode => {
  const id = useId()
  return (
    <div role="group" aria-labelledby={id}>
      <div className={styles.group} id={id}>
        {label}
      </div>
      {children}
    </div>
  )
}

export interface RowInsideProps {
  readonly label: string
  readonly icon: IconShape | undefined
  readonly signs: boolean
  readonly hint?: string | undefined
  readonly opensMore?: boolean | undefined
  readonly flipIcon?: boolean | undefined
  readonly children?: ReactNode
}

export const RowInside = ({
  label,
  icon,
  signs,
  hint,
  opensMore = false,
  flipIcon,
  children,
}: RowInsideProps): ReactNode => (
  <>
    {signs && <span className={styles.sign}>{icon && <Icon of={icon} flip={flipIcon} />}</span>}
    <span className={styles.name} dir="auto">
      {label}
    </span>
    {hint !== undefined && <span className={styles.hint}>{hint}</span>}
    {children}
    {opensMore && <Icon of={ChevronRight} flip tone="quiet" />}
  </>
)
