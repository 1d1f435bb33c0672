/**
 * Who lost access, told at once inside this process: a socket that is open asks nobody, so it must be told. Whoever
 * signs out, is revoked or is deleted loses sessions; that is the only event there is. Sockets on other nodes notice
 * when they ask `access.ts` again, which they do every few minutes.
 */

import type { SessionId } from '../db/account-tables.ts'

type Listener = (ended: ReadonlySet<SessionId>) => void

export interface AccessEvents {
  /** After the commit that ended them. */
  readonly announce: (ended: readonly SessionId[]) => void
  /** The returned function ends it. */
  readonly subscribe: (listener: Listener) => () => void
}

export const createAccessEvents = (): AccessEvents => {
  const listeners = new Set<Listener>()
  return {
    announce: ended => {
      if (ended.length === 0) return
      const ids = new Set(ended)
      for (const listener of listeners) listener(ids)
    },
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
