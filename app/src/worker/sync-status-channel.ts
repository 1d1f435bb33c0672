/**
 * The status of sync from the worker that leads to every page of this origin. It is said again now and then: a page that
 * hears nothing any more knows that nobody syncs, instead of showing for ever what was true.
 */

import type { Clock } from '@weft/shared/env.ts'
import type { StatusStream, SyncStatus } from '../core/sync/sync-status.ts'

export const syncStatusChannel = 'weft-sync-status'

export type StatusMessage =
  | { readonly type: 'status'; readonly status: SyncStatus }
  /** Nobody syncs: this device is signed out, or its leader has stepped down. */
  | { readonly type: 'none' }
  /** From a page that has just opened. */
  | { readonly type: 'ask' }

const sayEvery = 10_000
/** Three of those were missed. */
export const statusLastsFor = 35_000

interface Deps {
  readonly stream: Pick<StatusStream, 'status' | 'subscribe'>
  readonly channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Until `signal` aborts. */
export const tellStatus = ({ stream, channel, clock, signal }: Deps): void => {
  let cancel = (): void => undefined

  const say = (): void => {
    channel.postMessage({ type: 'status', status: stream.status() } satisfies StatusMessage)
    cancel()
    cancel = clock.after(sayEvery, say)
  }

  const unsubscribe = stream.subscribe(say)
  channel.addEventListener(
    'message',
    // Frames of this origin's own pages and workers, which are all of one build.
    (event: MessageEvent<StatusMessage>) => {
      if (event.data.type === 'ask') say()
    },
    { signal },
  )
  signal.addEventListener('abort', () => {
    cancel()
    unsubscribe()
    channel.postMessage({ type: 'none' } satisfies StatusMessage)
  })
  say()
}
