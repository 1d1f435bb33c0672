/** Who carries out an action now. A view registers what it can do while it is on the screen; the newest wins. */

import { createListeners } from '../../ui/listeners.ts'
import type { ActionId } from './actions.ts'

export interface ActionRegistry {
  /** The returned function takes it back. */
  readonly register: (id: ActionId, run: () => void) => () => void
  readonly isAvailable: (id: ActionId) => boolean
  /** False when nobody on the screen can do it. */
  readonly run: (id: ActionId) => boolean
  readonly subscribe: (listener: () => void) => () => void
}

interface Registration {
  readonly run: () => void
}

export const createActionRegistry = (): ActionRegistry => {
  const { subscribe, notify } = createListeners()
  const registrationsById = new Map<ActionId, readonly Registration[]>()

  const newestOf = (id: ActionId): Registration | undefined => registrationsById.get(id)?.at(-1)

  return {
    register: (id, run) => {
      // A value of its own, so that the same function registered twice is taken back once each.
      const registration: Registration = { run }
      registrationsById.set(id, [...(registrationsById.get(id) ?? []), registration])
      notify()
      return () => {
        registrationsById.set(
          id,
          (registrationsById.get(id) ?? []).filter(other => other !== registration),
        )
        notify()
      }
    },
    isAvailable: id => newestOf(id) !== undefined,
    run: id => {
      const newest = newestOf(id)
      newest?.run()
      return newest !== undefined
    },
    subscribe,
  }
}
