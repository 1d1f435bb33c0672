/**
 * Hints by LISTEN, on a connection of its own: a pool would hand it to somebody else, and a pooler in transaction mode
 * breaks it. They are sent by the log, in the transaction that moved the heads. When the connection was gone, what was
 * sent meanwhile is lost, so the first thing said after is that anything may have moved.
 */

import { type Env, sleep } from '@weft/shared/env.ts'
import pg from 'pg'
import type { Logger } from 'pino'
import type { DatabaseConnection } from '../db/database.ts'
import { parseHint } from './hint-text.ts'
import type { Hint, Hints } from './hints.ts'

export interface PostgresHints extends Hints {
  /** Resolves when the first connection listens. */
  readonly listening: Promise<void>
  readonly stop: () => Promise<void>
}

interface Deps {
  readonly connection: DatabaseConnection
  /** Under which the log of this node announces; its own hints are left out. */
  readonly node: string
  readonly env: Env
  readonly log: Logger
}

/** Between two attempts to connect again, doubled each time up to the last, and each spread by half of it. */
const firstWait = 100
const lastWait = 10_000

/** A connection that died without a word is found this late at most. */
const probeEvery = 30_000

export const createPostgresHints = ({ connection, node, env, log }: Deps): PostgresHints => {
  const listeners = new Set<(hint: Hint) => void>()
  const stopping = new AbortController()

  const tell = (hint: Hint): void => {
    for (const listener of listeners) listener(hint)
  }

  /** Resolves when the connection is gone or the hints are stopped. */
  const listen = async (onListening: () => void): Promise<void> => {
    const client = new pg.Client({
      ...connection,
      application_name: 'weft hints',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
    })
    const gone = new AbortController()
    client.on('error', () => gone.abort())
    client.on('end', () => gone.abort())
    client.on('notification', ({ payload = '' }) => {
      const hint = parseHint(payload, node)
      if (hint !== undefined) tell(hint)
    })
    const stop = (): void => gone.abort()
    stopping.signal.addEventListener('abort', stop, { once: true })
    try {
      await client.connect()
      await client.query('listen weft_heads')
      onListening()
      while (!gone.signal.aborted && !stopping.signal.aborted) {
        await sleep(env.clock, probeEvery, gone.signal)
        if (!gone.signal.aborted) await client.query('select 1')
      }
    } finally {
      stopping.signal.removeEventListener('abort', stop)
      await client.end().catch(() => undefined)
    }
  }

  const keepListening = async (onFirst: () => void): Promise<void> => {
    let wait = firstWait
    while (!stopping.signal.aborted) {
      try {
        await listen(() => {
          wait = firstWait
          onFirst()
          // Also the first time: the subscriber may have read before.
          tell({ type: 'anything-moved' })
        })
      } catch (cause) {
        log.warn({ err: cause }, 'hints are not heard')
      }
      if (stopping.signal.aborted) return
      await sleep(env.clock, wait * (0.5 + env.random.fraction() / 2), stopping.signal)
      wait = Math.min(wait * 2, lastWait)
    }
  }

  const { promise: listening, resolve: onFirst } = Promise.withResolvers<void>()
  const ended = keepListening(onFirst)

  return {
    listening,
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop: () => {
      stopping.abort()
      return ended
    },
  }
}
