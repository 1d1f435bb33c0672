/**
 * Hints by Redis, for more nodes than one database should notify: NOTIFY takes a lock on the whole instance at commit.
 * Redis forgets at once what nobody hears, so this is a hint like the other, and its failure costs latency only: after
 * each connection anything may have moved, and every node compares heads now and then whatever it hears.
 */

import type { Env } from '@weft/shared/env.ts'
import { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { formatHint, parseHint } from './hint-text.ts'
import type { Hint, Hints, MovedHead } from './hints.ts'

export interface RedisHints extends Hints {
  /** After the commit. What cannot be said now is not said later. */
  readonly announce: (moved: readonly MovedHead[]) => void
  /** Resolves when the first connection listens. */
  readonly listening: Promise<void>
  readonly stop: () => Promise<void>
}

interface Deps {
  readonly url: string
  /** Under which this node announces; its own hints are left out. */
  readonly node: string
  readonly env: Env
  readonly log: Logger
}

const channel = 'weft_heads'

/** Between two attempts to connect again, doubled each time up to the last, and each spread by half of it. */
const firstWait = 100
const lastWait = 10_000

export const createRedisHints = ({ url, node, env, log }: Deps): RedisHints => {
  const listeners = new Set<(hint: Hint) => void>()
  const { promise: listening, resolve: onFirst } = Promise.withResolvers<void>()

  const tell = (hint: Hint): void => {
    for (const listener of listeners) listener(hint)
  }

  const connect = (): Redis => {
    const connection = new Redis(url, {
      connectionName: 'weft hints',
      connectTimeout: 5_000,
      keepAlive: 30_000,
      // A hint that waits for a connection is news no more.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResubscribe: false,
      retryStrategy: attempt =>
        Math.min(firstWait * 2 ** (attempt - 1), lastWait) * (0.5 + env.random.fraction() / 2),
    })
    // Each failed attempt is an event; what matters is said where something is asked of the connection.
    connection.on('error', cause => log.debug({ err: cause }, 'redis is not reached'))
    return connection
  }

  const publisher = connect()
  const subscriber = connect()
  const failed = (what: string) => (cause: unknown) => {
    if (!stopped) log.warn({ err: cause }, what)
  }
  let stopped = false

  const listen = async (): Promise<void> => {
    await subscriber.subscribe(channel)
    onFirst()
    // Also the first time: the subscriber may have read before.
    tell({ type: 'anything-moved' })
  }
  subscriber.on('ready', () => void listen().catch(failed('hints are not heard')))
  subscriber.on('message', (_channel, text) => {
    const hint = parseHint(text, node)
    if (hint !== undefined) tell(hint)
  })

  return {
    listening,
    announce: moved => {
      if (moved.length === 0) return
      void publisher.publish(channel, formatHint(node, moved)).catch(failed('a hint was not sent'))
    },
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop: async () => {
      stopped = true
      await Promise.all([ended(publisher), ended(subscriber)])
    },
  }
}

const ended = (connection: Redis): Promise<void> =>
  new Promise(resolve => {
    const { status } = connection
    connection.once('end', () => resolve())
    connection.disconnect()
    // Between two attempts there is no socket whose end could be told.
    if (status === 'end' || status === 'reconnecting') resolve()
  })
