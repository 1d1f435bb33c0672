/** Hints between the nodes of one process: of a simulation, or of a server that is alone. */

import type { Hint, Hints, MovedHead } from './hints.ts'

export interface MemoryHints {
  /** One node's end: it hears every other. */
  readonly node: () => Hints & { readonly announce: (moved: readonly MovedHead[]) => void }
  /** As after a connection that was gone: every node is told that it may have missed something. */
  readonly missed: () => void
}

export const createMemoryHints = (): MemoryHints => {
  const nodes = new Set<Set<(hint: Hint) => void>>()
  return {
    node: () => {
      const listeners = new Set<(hint: Hint) => void>()
      nodes.add(listeners)
      const tellOthers = (hint: Hint): void => {
        for (const others of nodes) if (others !== listeners) for (const listener of others) listener(hint)
      }
      return {
        subscribe: listener => {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
        announce: moved => tellOthers({ type: 'head-moved', moved }),
        say: tellOthers,
      }
    },
    missed: () => {
      for (const listeners of nodes) for (const listener of listeners) listener({ type: 'anything-moved' })
    },
  }
}
