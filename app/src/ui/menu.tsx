/**
 * A menu that a button opens: at its side on a desk, a sheet from the floor on a phone. The rows are given as
 * values (`menu-entry.ts`).
 */
import { lazy, type ReactNode, type Ref, Suspense, useId, useRef, useState } from 'react'
import type { MenuEntry } from './menu-entry.ts'
import type { MenuSheetProps } from './menu-sheet.tsx'
import type { MenuSurfaceProps } from './menu-surface.tsx'
import type { Align, Side } from './place.ts'
import { useOpener } from './use-opener.ts'
import { usePhone } from './use-phone.ts'

// What is pressed for the first time is fetched then: nothing of a menu is needed to read what is on the screen.
const Sheet = lazy(async () => ({ default: (await import('./menu-sheet.tsx')).MenuSheet }))
const Surface = lazy(async () => ({ default: (await import('./menu-surface.tsx')).MenuSurface }))

const MenuSheet = (props: MenuSheetProps): ReactNode => (
  <Suspense>
    <Sheet {...props} />
  </Suspense>
)

const MenuSurface = (props: MenuSurfaceProps): ReactNode => (
  <Suspense>
    <Surface {...props} />
  </Suspense>
)

/** Spread on the button that opens the menu. */
export interface MenuTrigger {
  readonly ref: Ref<HTMLButtonElement>
  readonly id: string
  readonly onPointerDown: () => void
  readonly onClick: (event: { readonly detail: number }) => void
  readonly 'aria-haspopup': 'menu'
  readonly 'aria-expanded': boolean
}

export interface MenuProps {
  /** Names the menu; usually what the button says. */
  readonly label: string
  readonly entries: readonly MenuEntry[]
  readonly side?: Side | undefined
  readonly align?: Align | undefined
  readonly trigger: (props: MenuTrigger) => ReactNode
}

export const Menu = ({ label, entries, side, align, trigger }: MenuProps): ReactNode => {
  const id = useId()
  const anchor = useRef<HTMLButtonElement>(null)
  const phone = usePhone()
  const { open, byKeyboard, close, press } = useOpener()

  return (
    <>
      {trigger({ ref: anchor, id, ...press, 'aria-haspopup': 'menu', 'aria-expanded': open })}
      {phone ? (
        <MenuSheet open={open} label={label} entries={entries} onClose={close} />
      ) : (
        open && (
          <MenuSurface
            anchor={anchor}
            label={label}
            entries={entries}
            side={side}
            align={align}
            focus={byKeyboard ? 'row' : 'menu'}
            onClose={close}
          />
        )
      )}
    </>
  )
}

export interface ContextMenuProps {
  readonly label: string
  readonly entries: readonly MenuEntry[]
  /** Where the pointer asked for it; `undefined` while it is closed. */
  readonly at: { readonly x: number; readonly y: number } | undefined
  readonly onClose: () => void
}

/** The menu of a thing under the pointer. The same entries must be reachable by a button. */
export const ContextMenu = ({ label, entries, at, onClose }: ContextMenuProps): ReactNode => {
  const phone = usePhone()
  // A sheet goes out slowly; it keeps what it showed.
  const [shown, setShown] = useState(entries)
  if (at && shown !== entries) setShown(entries)
  if (phone) return <MenuSheet open={at !== undefined} label={label} entries={shown} onClose={onClose} />
  return (
    at && (
      <MenuSurface
        key={`${at.x} ${at.y}`}
        anchor={at}
        label={label}
        entries={entries}
        gap={0}
        onClose={onClose}
      />
    )
  )
}
