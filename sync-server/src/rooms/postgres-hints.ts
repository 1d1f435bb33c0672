/**
 * Hints by LISTEN and NOTIFY, on a connection of its own: a pool would hand it to somebody else, and a pooler in
 * transaction mode breaks it. Heads are announced by the log, in the transaction that moved them. Everything else is
 * said here, where it stands in no append's way: NOTIFY takes a lock on the whole instance until its commit is done, so
 * this commit waits for no disk, and comes once in ten milliseconds at most. When the connection was gone, what was sent
 * meanwhile is lost, so the first thing said after is that anything may have moved.
 */

import { type Env, sleep, systemClock } from '@weft/shared/env.ts'
import pg from 'pg'
import type { Logger } from 'pino'
import type { DatabaseConnection } from '../db/database.ts'
import { parseHint } from './hint-text.ts'
import type { Hint, Hints } from './hints.ts'
import { createPieceReader, toPieces } from './notify-pieces.ts'
import { createSaidOutbox, type SaidLimits } from './said-outbox.ts'
import { parseSaid } from './said-text.ts'

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

const channels = { heads: 'weft_heads', said: 'weft_said' } as const

/** A message is thirteen payloads at most. What all nodes say together is what each of them hears. */
const saidLimits: SaidLimits = {
  every: 10,
  frameText: 96 * 1024,
  sessionText: 48 * 1024,
  rate: { burst: 1024 * 1024, perSecond: 512 * 1024 },
}

const notify = {
  name: 'say',
  text: `select pg_notify('${channels.said}', piece) from unnest($1::text[]) as piece`,
}

export const createPostgresHints = ({ connection, node, env, log }: Deps): PostgresHints => {
  const listeners = new Set<(hint: Hint) => void>()
  const stopping = new AbortController()
  let serial = 0
  /** On the connection, while it listens. */
  let speak: ((payloads: readonly string[]) => Promise<unknown>) | undefined

  const tell = (hint: Hint): void => {
    for (const listener of listeners) listener(hint)
  }

  const outbox = createSaidOutbox({
    send: async lines => {
      try {
        serial += 1
        await speak?.(toPieces(node, serial, lines.join('\n')))
      } catch (cause) {
        log.debug({ err: cause }, 'a hint was not sent')
      }
    },
    // The database is as fast as it is, whatever clock a test turns.
    clock: systemClock,
    limits: saidLimits,
  })

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
    const pieces = createPieceReader(node)
    client.on('notification', ({ channel, payload = '' }) => {
      if (channel === channels.heads) {
        const hint = parseHint(payload, node)
        if (hint !== undefined) tell(hint)
        return
      }
      for (const said of parseSaid(pieces.take(payload)?.split('\n') ?? [])) tell(said)
    })
    const stop = (): void => gone.abort()
    stopping.signal.addEventListener('abort', stop, { once: true })
    try {
      await client.connect()
      // Nothing is stored on this connection.
      await client.query('set synchronous_commit = off')
      for (const channel of Object.values(channels)) await client.query(`listen ${channel}`)
      let tail: Promise<unknown> = Promise.resolve()
      /** One statement at a time: `pg` is about to give up its queue. */
      const inTurn = (statement: pg.QueryConfig | string): Promise<unknown> => {
        const asked = tail.then(() => client.query(statement))
        tail = asked.catch(() => undefined)
        return asked
      }
      speak = payloads => inTurn({ ...notify, values: [payloads] })
      onListening()
      while (!gone.signal.aborted && !stopping.signal.aborted) {
        await sleep(env.clock, probeEvery, gone.signal)
        if (!gone.signal.aborted) await inTurn('select 1')
      }
    } finally {
      speak = undefined
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
    say: outbox.say,
    stop: () => {
      outbox.stop()
      stopping.abort()
      return ended
    },
  }
}
