/**
 * Which tab syncs. Every tab of a device has an engine, and one of them, the leader, holds the socket and folds the
 * log. A Web Lock elects it; a heartbeat tells the others that it lives. One that was frozen with the lock in its hands
 * is robbed of it, and steps down when it wakes and hears a higher term.
 *
 * Nothing rests on there being only one: pushes can be repeated, and every commit compares what it finds. Two leaders
 * cost a second socket (the simulation has both running).
 */

import type { Env } from '@weft/shared/env.ts'
import * as z from 'zod/mini'

/** Of the browser's LockManager what is needed here. */
export interface Locks {
  /** Holds the lock until `held` resolves. Rejects when the lock is stolen, or the waiting is aborted. */
  readonly request: (
    name: string,
    options: { readonly signal?: AbortSignal; readonly steal?: boolean },
    held: () => Promise<void>,
  ) => Promise<void>
}

/** Of a BroadcastChannel: what one tab posts, the others hear. */
export interface HeartbeatChannel {
  readonly post: (message: Heartbeat) => void
  readonly listen: (heard: (message: unknown) => void) => () => void
}

export interface LeaderDeps {
  readonly locks: Locks
  readonly channel: HeartbeatChannel
  readonly env: Env
  /** Leaves the election for good. */
  readonly signal: AbortSignal
  /** This tab leads until its signal aborts; it may lead again later. */
  readonly lead: (signal: AbortSignal) => void
}

/** The fence: every leader takes a term above all it has heard of, and the lower one of two gives way. */
const Heartbeat = z.object({
  term: z.int().check(z.nonnegative()),
  /** Decides between two that took the same term. */
  lot: z.number(),
})
type Heartbeat = z.infer<typeof Heartbeat>

const lockName = 'weft-leader'

const heartbeatEvery = 2_000

/** Long enough for a tab that is only slow, and a throttled timer fires once a second. */
const silenceMeansFrozen = 10_000

export const standForLeader = ({ locks, channel, env, signal, lead }: LeaderDeps): void => {
  const lot = env.random.fraction()
  let highest = 0
  let heardAt = env.clock.now()
  /** The lead of this tab, if it has it. */
  let leading: { readonly term: number; readonly stop: () => void } | null = null
  let cancelTimer = (): void => {}
  let stopWaiting = (): void => {}

  const stepDown = (): void => leading?.stop()

  const hear = (message: unknown): void => {
    const parsed = Heartbeat.safeParse(message)
    if (!parsed.success) return
    const { data: other } = parsed
    heardAt = env.clock.now()
    highest = Math.max(highest, other.term)
    if (leading === null) return
    if (other.term > leading.term || (other.term === leading.term && other.lot > lot)) stepDown()
  }

  /** While the lock is ours. */
  const hold = (): Promise<void> =>
    new Promise(resolve => {
      if (signal.aborted) return resolve()
      const ending = new AbortController()
      const term = highest + 1
      highest = term
      leading = {
        term,
        stop: () => {
          leading = null
          heardAt = env.clock.now()
          signal.removeEventListener('abort', stepDown)
          ending.abort()
          resolve()
        },
      }
      signal.addEventListener('abort', stepDown, { once: true })
      channel.post({ term, lot })
      lead(ending.signal)
    })

  /** Waits for the lock, again after each time that it was lost. */
  const stand = (): void => {
    const waiting = new AbortController()
    stopWaiting = () => waiting.abort()
    hadLock(
      locks.request(lockName, { signal: AbortSignal.any([signal, waiting.signal]) }, hold),
      () => signal.aborted || waiting.signal.aborted,
    )
  }

  const rob = (): void => {
    stopWaiting()
    hadLock(locks.request(lockName, { steal: true }, hold), () => signal.aborted)
  }

  const hadLock = (request: Promise<void>, isOver: () => boolean): void => {
    const lost = (): void => {
      // Also when it was stolen: then another leads already.
      stepDown()
      if (!isOver()) stand()
    }
    request.then(lost, lost)
  }

  const beat = (): void => {
    const from = env.clock.now()
    cancelTimer = env.clock.after(heartbeatEvery, () => {
      // It was this tab that was frozen, and deaf.
      if (env.clock.now() - from > 2 * heartbeatEvery) heardAt = env.clock.now()
      if (leading !== null) channel.post({ term: leading.term, lot })
      else if (env.clock.now() - heardAt > silenceMeansFrozen) {
        // Others may find the same at once; the one that robs last leads.
        heardAt = env.clock.now() + env.random.fraction() * silenceMeansFrozen
        rob()
      }
      beat()
    })
  }

  if (signal.aborted) return
  const stopListening = channel.listen(hear)
  signal.addEventListener(
    'abort',
    () => {
      cancelTimer()
      stopListening()
    },
    { once: true },
  )
  stand()
  beat()
}
