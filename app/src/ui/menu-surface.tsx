/** A menu at a desk: floats beside its anchor, takes the focus, opens further menus at its side. */
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { type Anchor, Floating } from './floating.tsx'
import type { MenuEntry, MenuMore } from './menu-entry.ts'
import { createMenuKeys, focusFirst } from './menu-keys.ts'
import { MenuList, RowInside } from './menu-list.tsx'
import styles from './menu.module.css'
import type { Align, Side } from './place.ts'
import { useUi } from './ui.tsx'

export interface MenuSurfaceProps {
  readonly anchor: Anchor
  readonly label: string
  readonly entries: readonly MenuEntry[]
  readonly onClose: () => void
  readonly side?: Side | undefined
  readonly align?: Align | undefined
  readonly gap?: number | undefined
  readonly focus?: FirstFocus | undefined
}

/** By keyboard the first row takes the focus, by a press the menu itself; a submenu under the pointer takes none. */
type FirstFocus = 'row' | 'menu' | 'none'

export const MenuSurface = ({
  anchor,
  label,
  entries,
  onClose,
  side,
  align,
  gap,
  focus = 'menu',
}: MenuSurfaceProps): ReactNode => (
  <Floating anchor={anchor} side={side} align={align} gap={gap} onClose={onClose}>
    <MenuRows label={label} entries={entries} onClose={onClose} focus={focus} />
  </Floating>
)

interface MenuRowsProps extends Pick<MenuSurfaceProps, 'label' | 'entries' | 'onClose'> {
  readonly focus: FirstFocus
}

/** How long a pointer on its way to the open submenu may cross other rows, milliseconds. */
const crossing = 300

/** Whether the pointer moves more towards the side where submenus open than up or down. */
const isTowards = ({ movementX, movementY, currentTarget }: PointerEvent): boolean => {
  const forward = currentTarget.matches(':dir(rtl)') ? -movementX : movementX
  return forward > 0 && forward > Math.abs(movementY) * 0.5
}

const MenuRows = ({ label, entries, onClose, focus }: MenuRowsProps): ReactNode => {
  const { clock } = useUi()
  const ref = useRef<HTMLDivElement>(null)
  const [keys] = useState(() => createMenuKeys(clock))
  /** The label of the row whose submenu is open, and how it was opened. */
  const [more, setMore] = useState<{ readonly label: string; readonly byKeyboard: boolean }>()
  const cancelCrossing = useRef<() => void>(undefined)

  useEffect(() => {
    const menu = ref.current
    if (menu && focus === 'row') focusFirst(menu)
    if (focus === 'menu') menu?.focus()
    return () => cancelCrossing.current?.()
  }, [focus])

  const ownRow = (event: {
    readonly target: EventTarget
    readonly currentTarget: Element
  }): HTMLElement | null => {
    if (!(event.target instanceof Element)) return null
    const row = event.target.closest<HTMLElement>('[role^="menuitem"]')
    // A submenu lies inside its row's menu; its events are its own.
    return row?.closest('[role="menu"]') === event.currentTarget ? row : null
  }

  const pressed = (event: KeyboardEvent<HTMLDivElement>): void => {
    const menu = event.currentTarget
    if (!(event.target instanceof Element) || event.target.closest('[role="menu"]') !== menu) return
    const forward = menu.matches(':dir(rtl)') ? 'ArrowLeft' : 'ArrowRight'
    const opens = ownRow(event)?.dataset['more']
    if (event.key === forward && opens !== undefined) setMore({ label: opens, byKeyboard: true })
    else if (event.key === 'Tab') onClose()
    else if (!keys.move(menu, event)) return
    else setMore(undefined)
    if (event.key !== 'Tab') event.preventDefault()
    event.stopPropagation()
  }

  /** Firefox presses a button when the space bar comes up. */
  const released = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key === ' ' && keys.isTyping()) event.preventDefault()
  }

  const pointed = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.pointerType !== 'mouse') return
    cancelCrossing.current?.()
    const row = ownRow(event)
    if (!row || row.dataset['more'] === (more?.label ?? '')) return
    const go = (): void => {
      row.focus({ preventScroll: true })
      const opens = row.dataset['more']
      setMore(opens === undefined ? undefined : { label: opens, byKeyboard: false })
    }
    if (more && isTowards(event)) cancelCrossing.current = clock.after(crossing, go)
    else if (row !== document.activeElement || more) go()
  }

  return (
    <div
      ref={ref}
      className={styles.menu}
      role="menu"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={pressed}
      onKeyUp={released}
      onPointerMove={pointed}
    >
      <MenuList
        entries={entries}
        onDone={onClose}
        more={(entry, key, signs) => (
          <MoreRow
            key={key}
            entry={entry}
            signs={signs}
            opened={more?.label === entry.label ? more : undefined}
            onOpen={byKeyboard => setMore({ label: entry.label, byKeyboard })}
            onBack={() => setMore(undefined)}
            onDone={onClose}
          />
        )}
      />
    </div>
  )
}

interface MoreRowProps {
  readonly entry: MenuMore
  readonly signs: boolean
  readonly opened: { readonly byKeyboard: boolean } | undefined
  readonly onOpen: (byKeyboard: boolean) => void
  /** Closes only the submenu. */
  readonly onBack: () => void
  readonly onDone: () => void
}

const MoreRow = ({ entry, signs, opened, onOpen, onBack, onDone }: MoreRowProps): ReactNode => {
  const anchor = useRef<HTMLButtonElement>(null)

  const pressed = (event: KeyboardEvent<HTMLDivElement>): void => {
    const back = event.currentTarget.matches(':dir(rtl)') ? 'ArrowRight' : 'ArrowLeft'
    if ((event.key !== back && event.key !== 'Escape') || event.target === anchor.current) return
    onBack()
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div role="none" onKeyDown={pressed}>
      <button
        ref={anchor}
        type="button"
        role="menuitem"
        className={styles.row}
        tabIndex={-1}
        disabled={entry.disabled}
        aria-haspopup="menu"
        aria-expanded={opened !== undefined}
        data-more={entry.label}
        onClick={({ detail }) => onOpen(detail === 0)}
      >
        <RowInside label={entry.label} icon={entry.icon} signs={signs} hint={entry.hint} opensMore />
      </button>
      {opened && (
        <Submenu
          anchor={anchor}
          entry={entry}
          byKeyboard={opened.byKeyboard}
          onBack={onBack}
          onDone={onDone}
        />
      )}
    </div>
  )
}

interface SubmenuProps extends Pick<MoreRowProps, 'entry' | 'onBack' | 'onDone'> {
  readonly anchor: Anchor
  readonly byKeyboard: boolean
}

const Submenu = ({ anchor, entry, byKeyboard, onBack, onDone }: SubmenuProps): ReactNode => (
  <Floating anchor={anchor} side="after" gap={-2} nested onClose={onBack}>
    <MenuRows
      label={entry.label}
      entries={entry.entries}
      onClose={onDone}
      focus={byKeyboard ? 'row' : 'none'}
    />
  </Floating>
)
