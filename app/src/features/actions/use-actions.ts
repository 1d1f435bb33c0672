/** How views take part in the actions: offering one, running one, and knowing its keys. */

import { createContext, useContext, useEffect, useRef, useSyncExternalStore } from 'react'
import type { Shortcut } from '../../ui/shortcut.ts'
import { type ActionRegistry, createActionRegistry } from './action-registry.ts'
import type { ActionId } from './actions.ts'
import { createShortcutBindings, type ShortcutBindings } from './shortcut-bindings.ts'

export interface Actions {
  readonly registry: ActionRegistry
  readonly bindings: ShortcutBindings
}

export const createActions = (storage: Storage | undefined): Actions => ({
  registry: createActionRegistry(),
  bindings: createShortcutBindings(storage),
})

/** Without a provider above it, a view's actions reach nobody: enough for a test of one view. */
export const ActionsContext = createContext<Actions>(createActions(undefined))

/** While this view is on the screen, `run` is what the action does; `undefined`: it cannot now. */
export const useAction = (id: ActionId, run: (() => void) | undefined): void => {
  const { registry } = useContext(ActionsContext)
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  const isOffered = run !== undefined
  useEffect(
    () => (isOffered ? registry.register(id, () => latest.current?.()) : undefined),
    [registry, id, isOffered],
  )
}

/** Runs an action of whoever offers it; false when nobody does. */
export const useRunAction = (): ((id: ActionId) => boolean) => useContext(ActionsContext).registry.run

/** The keys of an action on this device, or `undefined` when it has none: for tooltips and menus. */
export const useShortcutOf = (id: ActionId): Shortcut | undefined => {
  const { bindings } = useContext(ActionsContext)
  return useSyncExternalStore(bindings.subscribe, bindings.get).get(id)
}
