/**
 * Which keys run which action on this device: the table's own, or what the person chose instead. Only what she
 * changed is stored, so that a new default reaches whoever never touched it.
 */

import { createListeners } from '../../ui/listeners.ts'
import { createRemembered, type TextStorage } from '../../ui/remembered.ts'
import type { Shortcut } from '../../ui/shortcut.ts'
import { type ActionId, actionList, actions } from './actions.ts'

/** An action that is not in it has no keys. */
export type Bindings = ReadonlyMap<ActionId, Shortcut>

/** Why a person cannot have a shortcut. */
export type ShortcutProblem =
  /** Another action has it. */
  | { readonly type: 'taken'; readonly by: ActionId }
  /** The browser never lets a page have it. */
  | { readonly type: 'reserved' }
  /** Without a modifier it would fire while one writes. */
  | { readonly type: 'bare' }

export interface ShortcutBindings {
  readonly get: () => Bindings
  readonly subscribe: (listener: () => void) => () => void
  /** `null`: no keys. Nothing is changed when there is a problem. */
  readonly bind: (id: ActionId, shortcut: Shortcut | null) => ShortcutProblem | undefined
  readonly check: (id: ActionId, shortcut: Shortcut) => ShortcutProblem | undefined
  /** Back to the table's own: of one action, or of all. A default that was given away meanwhile is left out. */
  readonly reset: (id?: ActionId) => void
  readonly isChanged: (id: ActionId) => boolean
}

export const shortcutsKey = 'weft.shortcuts'

/** New window, new tab, close, and their companions: Chromium, Firefox and Safari keep these. */
const reserved: ReadonlySet<string> = new Set(
  ['n', 't', 'w', 'q', 'shift+n', 'shift+t', 'shift+w', 'shift+p', 'tab', 'shift+tab'].map(
    keys => `mod+${keys}`,
  ),
)

const hasModifier = (shortcut: Shortcut): boolean =>
  /^(?:(?:mod|ctrl|alt)\+.+|(?:shift\+)?f\d{1,2}|shift\+escape)$/.test(shortcut)

type Changes = Readonly<Partial<Record<ActionId, Shortcut | null>>>

/** Storage is the person's: what is not understood is left out. */
const parseChanges = (text: string | null): Changes => {
  try {
    const stored: unknown = JSON.parse(text ?? '{}')
    if (typeof stored !== 'object' || stored === null) return {}
    const kept = Object.entries(stored).filter(
      ([id, shortcut]) => id in actions && (shortcut === null || typeof shortcut === 'string'),
    )
    return Object.fromEntries(kept)
  } catch {
    return {}
  }
}

export const createShortcutBindings = (storage: TextStorage | undefined): ShortcutBindings => {
  const remembered = createRemembered(storage, shortcutsKey)
  const { subscribe, notify } = createListeners()

  const bindingsFrom = (changes: Changes): Bindings => {
    const bindings = new Map<ActionId, Shortcut>()
    for (const { id, shortcut } of actionList) {
      const changed = changes[id]
      const keys = changed === undefined ? shortcut : changed
      if (keys !== null) bindings.set(id, keys)
    }
    return bindings
  }

  let changes = parseChanges(remembered.read())
  let bindings = bindingsFrom(changes)

  const store = (next: Changes): void => {
    changes = next
    bindings = bindingsFrom(next)
    remembered.write(Object.keys(next).length === 0 ? null : JSON.stringify(next))
    notify()
  }

  const check: ShortcutBindings['check'] = (id, shortcut) => {
    if (!hasModifier(shortcut)) return { type: 'bare' }
    if (reserved.has(shortcut)) return { type: 'reserved' }
    const holder = actionList.find(action => action.id !== id && bindings.get(action.id) === shortcut)
    return holder && { type: 'taken', by: holder.id }
  }

  return {
    get: () => bindings,
    subscribe,
    check,
    bind: (id, shortcut) => {
      const problem = shortcut === null ? undefined : check(id, shortcut)
      if (problem === undefined) store({ ...changes, [id]: shortcut })
      return problem
    },
    reset: id => {
      if (id === undefined) return store({})
      const { [id]: _gone, ...rest } = changes
      const own = actions[id].shortcut
      const isTaken = own !== null && check(id, own)?.type === 'taken'
      store(isTaken ? { ...rest, [id]: null } : rest)
    },
    isChanged: id => changes[id] !== undefined,
  }
}
