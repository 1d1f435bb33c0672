/**
 * When one workspace syncs: one /sync at a time, however many reasons there are; again when one came meanwhile; after a
 * failure with a growing, jittered wait; and now and then without any reason, so that nothing waits for ever on a hint
 * that was lost. It does not ask whether the socket is up: where a network lets only HTTP through, this still syncs.
 */

import type { Env } from '@weft/shared/env.ts'
import type { WorkspaceId } from '@weft/shared/ids.ts'
import { backOff } from './back-off.ts'
import type { BulkSyncError, BulkSyncEvent } from './bulk-answer.ts'
import type { BulkSync } from './bulk-sync.ts'

export type WorkspaceSyncEvent =
  | BulkSyncEvent
  | { readonly type: 'sync-begun' }
  /** All that the server listed is here, and all that waited was answered. */
  | { readonly type: 'sync-done' }
  | { readonly type: 'sync-failed'; readonly error: BulkSyncError }

export interface WorkspaceSyncDeps {
  readonly workspaceId: WorkspaceId
  readonly bulk: BulkSync
  readonly env: Env
  readonly signal: AbortSignal
  readonly report: (event: WorkspaceSyncEvent) => void
}

export interface WorkspaceSync {
  /** There is something to bring or to fetch. */
  readonly request: () => void
  /** The network is back, or the person asks: a wait after a failure is over. */
  readonly retry: () => void
}

/** Reasons come in crowds: the rows of one action, the hints of one batch. */
const gatherFor = 50

/** What a lost hint costs at most. */
const withoutReasonEvery = 60_000

export const createWorkspaceSync = (deps: WorkspaceSyncDeps): WorkspaceSync => {
  const { workspaceId, bulk, env, signal, report } = deps
  let running = false
  let asked = false
  let attempt = 0
  let cancelTimer = (): void => {}

  const runAfter = (milliseconds: number): void => {
    cancelTimer()
    if (!signal.aborted) cancelTimer = env.clock.after(milliseconds, () => void run())
  }

  const run = async (): Promise<void> => {
    if (running || signal.aborted) return
    cancelTimer()
    running = true
    asked = false
    report({ type: 'sync-begun' })
    const result = await bulk.run(workspaceId, signal, report)
    running = false
    if (signal.aborted) return
    if (result.ok) {
      attempt = 0
      runAfter(asked ? gatherFor : withoutReasonEvery * (0.5 + env.random.fraction()))
      report({ type: 'sync-done' })
    } else {
      runAfter(backOff(attempt, env.random))
      attempt += 1
      report({ type: 'sync-failed', error: result.error })
    }
  }

  signal.addEventListener('abort', () => cancelTimer(), { once: true })

  return {
    request: () => {
      // After a failure the wait stands: a hint is no sign that the reason has gone.
      if (!running && attempt === 0 && !asked) runAfter(gatherFor)
      asked = true
    },
    retry: () => {
      attempt = 0
      asked = true
      if (!running) runAfter(0)
    },
  }
}
