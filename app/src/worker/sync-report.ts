/** What the worker that syncs says of it, in a page; null while nobody does. */

import type { Clock } from '@weft/shared/env.ts'
import type { SyncStatus } from '../core/sync/sync-status.ts'
import { type StatusMessage, statusLastsFor } from './sync-status-channel.ts'

export interface SyncReport {
  readonly get: () => SyncStatus | null
  readonly subscribe: (listener: () => void) => () => void
}

type Channel = Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>

export const createSyncReport = (channel: Channel, clock: Clock): SyncReport => {
  const listeners = new Set<() => void>()
  let status: SyncStatus | null = null
  let cancel = (): void => undefined

  const set = (next: SyncStatus | null): void => {
    if (JSON.stringify(next) === JSON.stringify(status)) return
    status = next
    for (const listener of listeners) listener()
  }

  channel.addEventListener('message', ({ data }: MessageEvent<StatusMessage>) => {
    if (data.type === 'ask') return
    cancel()
    cancel = clock.after(statusLastsFor, () => set(null))
    set(data.type === 'status' ? data.status : null)
  })
  channel.postMessage({ type: 'ask' } satisfies StatusMessage)
  return {
    get: () => status,
    subscribe: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
