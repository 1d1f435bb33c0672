/**
 * Ends what a session has begun here when the session ends, on whichever node: its sockets, its /sync, its transfers.
 * Events say so at once. They may be lost, so the database is asked now and then about all that are watched together,
 * which is one statement for a thousand of them, and at once when events may have been missed.
 */

import type { Clock } from '@weft/shared/env.ts'
import type { Logger } from 'pino'
import type { SessionId } from '../db/account-tables.ts'
import type { AccessEvents } from './access-events.ts'

export interface SessionWatch {
  /**
   * Calls `ended` when the session has ended. Whoever watches first and asks for access after leaves no moment between
   * in which neither would say so. The returned function ends it.
   */
  readonly watch: (sessionId: SessionId, ended: () => void) => () => void
  readonly stop: () => void
}

interface Deps {
  readonly events: Pick<AccessEvents, 'subscribe'>
  /** Those of them that still count. */
  readonly liveAmong: (sessionIds: readonly SessionId[]) => Promise<ReadonlySet<SessionId>>
  readonly clock: Clock
  readonly logger: Logger
}

/** How long a session that ended elsewhere, or ran out, goes on when nobody says so. */
export const askAgainMilliseconds = 30_000

/** In one statement. */
const askedTogether = 1_000

export const createSessionWatch = ({ events, liveAmong, clock, logger }: Deps): SessionWatch => {
  const watched = new Map<SessionId, Set<() => void>>()
  let asking = false
  let askMore = false
  let cancel: (() => void) | undefined

  const end = (sessionId: SessionId): void => {
    const ends = watched.get(sessionId)
    watched.delete(sessionId)
    for (const ended of ends ?? []) ended()
  }

  const askAll = async (): Promise<void> => {
    const sessionIds = [...watched.keys()]
    for (let from = 0; from < sessionIds.length; from += askedTogether) {
      const some = sessionIds.slice(from, from + askedTogether)
      const live = await liveAmong(some)
      for (const sessionId of some) if (!live.has(sessionId)) end(sessionId)
    }
  }

  /** One round at a time, and one more when there was reason to during it. */
  const ask = async (): Promise<void> => {
    askMore = true
    if (asking) return
    asking = true
    try {
      while (askMore) {
        askMore = false
        await askAll()
      }
    } catch (cause) {
      // The next round tries again. Whoever wants to read or write is asked by the same database.
      logger.warn({ err: cause }, 'sessions could not be asked for')
    } finally {
      asking = false
    }
  }

  const schedule = (): void => {
    if (watched.size === 0) return
    cancel ??= clock.after(askAgainMilliseconds, () => {
      cancel = undefined
      void ask()
      schedule()
    })
  }

  const unsubscribe = events.subscribe(event => {
    if (event.type === 'any-may-have-ended') return void ask()
    for (const sessionId of event.sessionIds) end(sessionId)
  })

  return {
    watch: (sessionId, ended) => {
      // Each call is one of its own, even with a function that was given before.
      const own = (): void => ended()
      const ends = watched.get(sessionId) ?? new Set()
      watched.set(sessionId, ends.add(own))
      schedule()
      return () => {
        ends.delete(own)
        if (ends.size === 0 && watched.get(sessionId) === ends) watched.delete(sessionId)
      }
    },
    stop: () => {
      unsubscribe()
      cancel?.()
    },
  }
}
