/**
 * Who lost access, told at once on every node: a socket that is open asks nobody, so it must be told. Whoever signs out,
 * is revoked or is deleted loses sessions; that is the only event there is. Other nodes are told by a hint, which may be
 * lost; `session-watch.ts` finds what was.
 */

import type { SessionId } from '../db/account-tables.ts'
import type { Hints } from '../rooms/hints.ts'

export type AccessEvent =
  | { readonly type: 'sessions-ended'; readonly sessionIds: readonly SessionId[] }
  /** Some may have ended on other nodes without a word: ask. */
  | { readonly type: 'any-may-have-ended' }

type Listener = (event: AccessEvent) => void

export interface AccessEvents {
  /** After the commit that ended them. */
  readonly announce: (ended: readonly SessionId[]) => void
  /** The returned function ends it. */
  readonly subscribe: (listener: Listener) => () => void
}

export const createAccessEvents = (hints: Hints): AccessEvents => {
  const listeners = new Set<Listener>()

  const tell = (event: AccessEvent): void => {
    for (const listener of listeners) listener(event)
  }

  hints.subscribe(hint => {
    if (hint.type === 'sessions-ended') tell(hint)
    if (hint.type === 'anything-moved') tell({ type: 'any-may-have-ended' })
  })

  return {
    announce: sessionIds => {
      if (sessionIds.length === 0) return
      tell({ type: 'sessions-ended', sessionIds })
      hints.say({ type: 'sessions-ended', sessionIds })
    },
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
