/** One value outside React with those who want to know when it changes: for `useSyncExternalStore`. */

import { createListeners } from '../ui/listeners.ts'

export interface ValueStore<Value> {
  readonly get: () => Value
  readonly subscribe: (listener: () => void) => () => void
}

export interface WritableValueStore<Value> extends ValueStore<Value> {
  readonly set: (value: Value) => void
}

export const createValueStore = <Value>(initial: Value): WritableValueStore<Value> => {
  const { subscribe, notify } = createListeners()
  let value = initial
  return {
    get: () => value,
    subscribe,
    set: next => {
      if (Object.is(next, value)) return
      value = next
      notify()
    },
  }
}
