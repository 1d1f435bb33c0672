/** What a menu is made of. Plain values, so that one list serves a menu, a sheet on a phone, and a context menu. */
import type { IconShape } from './icon.tsx'
import type { Shortcut } from './shortcut.ts'

interface Row {
  readonly label: string
  readonly icon?: IconShape | undefined
  /** A fact at the end of the row. */
  readonly hint?: string | undefined
  readonly disabled?: boolean | undefined
}

/** Does something and closes the menu. What cannot be undone comes last, after a line, with `danger`. */
export interface MenuAct extends Row {
  readonly kind: 'act'
  readonly onSelect: () => void
  readonly shortcut?: Shortcut | undefined
  readonly danger?: boolean | undefined
}

/** One of several: a check mark stands before the chosen one. */
export interface MenuChoice extends Row {
  readonly kind: 'choice'
  readonly chosen: boolean
  readonly onSelect: () => void
}

/** On or off by itself. */
export interface MenuCheck extends Row {
  readonly kind: 'check'
  readonly on: boolean
  readonly onSelect: () => void
}

/** Opens further entries at its side; on a phone, in its place. */
export interface MenuMore extends Row {
  readonly kind: 'more'
  readonly entries: readonly MenuEntry[]
}

export interface MenuGroup {
  readonly kind: 'group'
  readonly label: string
  readonly entries: readonly MenuEntry[]
}

export interface MenuLine {
  readonly kind: 'line'
}

export type MenuEntry = MenuAct | MenuChoice | MenuCheck | MenuMore | MenuGroup | MenuLine
