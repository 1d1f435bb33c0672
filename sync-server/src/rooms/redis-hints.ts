/**
 * Hints by Redis, for more nodes than one database should notify: NOTIFY takes a lock on the whole instance at commit.
 * Redis forgets at once what nobody hears, so this is a hint like the other, and its failure costs latency only: after
 * each connection anything may have moved, and every node compares heads now and then whatever it hears.
 */

import { type Env, systemClock } from '@weft/shared/env.ts'
import { Redis } from 'ioredis'
import type { Logger } from 'pino'
import { formatHint, parseHint } from './hint-text.ts'
import type { Hint, Hints, MovedHead } from './hints.ts'
import { createSaidOutbox, type SaidLimits } from './said-outbox.ts'
import { parseSaid } from './said-text.ts'

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

const channels = { heads: 'weft_heads', said: 'weft_said' } as const

/** As for NOTIFY, with more frames: here they are in nobody's way. */
const saidLimits: SaidLimits = {
  every: 10,
  frameText: 512 * 1024,
  sessionText: 48 * 1024,
  rate: { burst: 8 * 1024 * 1024, perSecond: 4 * 1024 * 1024 },
}

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
    await subscriber.subscribe(channels.heads, channels.said)
    onFirst()
    // Also the first time: the subscriber may have read before.
    tell({ type: 'anything-moved' })
  }
  subscriber.on('ready', () => void listen().catch(failed('hints are not heard')))
  subscriber.on('message', (channel, text) => {
    if (channel === channels.heads) {
      const hint = parseHint(text, node)
      if (hint !== undefined) tell(hint)
      return
    }
    const [sender, ...lines] = text.split('\n')
    if (sender !== node) for (const said of parseSaid(lines)) tell(said)
  })

  const outbox = createSaidOutbox({
    send: async lines => {
      try {
        await publisher.publish(channels.said, [node, ...lines].join('\n'))
      } catch (cause) {
        log.debug({ err: cause }, 'a hint was not sent')
      }
    },
    // Redis is as fast as it is, whatever clock a test turns.
    clock: systemClock,
    limits: saidLimits,
  })

  return {
    listening,
    announce: moved => {
      if (moved.length === 0) return
      const text = formatHint(node, moved)
      void publisher.publish(channels.heads, text).catch(failed('a hint was not sent'))
    },
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    say: outbox.say,
    stop: async () => {
      stopped = true
      outbox.stop()
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
