/**
 * All runs of this worker, and those that another left behind. Every run holds a lock named after it; whoever
 * gets the lock of a run whose row still stands finds its maker gone and brings it to its end.
 */

import type { MessageId, ThreadId } from '@weft/shared/ids.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { MessageStatus } from '@weft/shared/schema/message.ts'
import type { StartRun } from '../../worker/api.ts'
import { isGone } from './ending.ts'
import type { LiveFrame, RunControl } from './live-channel.ts'
import { type Run, type RunDeps, startRun } from './run.ts'
import type { RunRow } from './tables.ts'
import { createWaitingLines } from './waiting-lines.ts'

/** Runs `action` while holding the lock of that name; waits for it. */
export type WithLock = <T>(name: string, action: () => Promise<T>) => Promise<T>

export interface RunsDeps extends RunDeps {
  readonly withLock: WithLock
  /** Calls back whenever the browser finds a network. */
  readonly onOnline: (listener: () => void) => void
  readonly readRows: () => Promise<readonly RunRow[]>
  /** Frames of other workers and of pages. */
  readonly onFrame: (listener: (frame: LiveFrame) => void) => void
  /** An answer has ended and is stored; `start` names the model that gave it. */
  readonly ended: (start: StartRun, status: MessageStatus) => void
}

export interface Runs {
  readonly start: (start: StartRun) => Promise<Result<void, TaggedError<'run-busy'>>>
  readonly stop: (messageId: MessageId) => void
  readonly cancel: (messageId: MessageId) => void
  readonly retryNow: (messageId: MessageId) => void
  readonly refresh: (messageId: MessageId) => void
  /**
   * A thread goes for good: nothing more is asked or kept for it, by any tab. To be called before its rows are deleted,
   * or they are not found; a run that is still there deletes its own.
   */
  readonly forget: (threadId: ThreadId) => Promise<void>
  /** Of what waits for a network or a provider, the first of each tries now. */
  readonly tryWaiting: () => Promise<void>
  /** Takes up what a closed tab, a crash or a kill has left. */
  readonly recover: () => Promise<void>
}

const lockName = (messageId: MessageId): string => `weft-run-${messageId}`

/** Nothing was asked yet, or nothing came: asking again is right. */
const canStartAgain = ({ state, waitsSince }: RunRow): boolean =>
  state === 'streaming' ? false : state !== 'waiting' || waitsSince !== undefined

const inOrder = (rows: readonly RunRow[]): readonly RunRow[] =>
  rows.toSorted((a, b) => a.startedAt - b.startedAt || (a.messageId < b.messageId ? -1 : 1))

const startOf = (row: RunRow): StartRun => ({
  workspaceId: row.workspaceId,
  threadId: row.threadId,
  parentId: row.parentId,
  messageId: row.messageId,
  model: row.model,
  continues: row.continues,
})

export const createRuns = (deps: RunsDeps): Runs => {
  const running = new Map<MessageId, Run>()
  const watched = new Set<MessageId>()
  const lines = createWaitingLines(deps.env.clock)
  deps.onOnline(lines.tryAll)

  /** The lock of the run is held. Resolves when nothing of it is left to do. */
  const hold = async (start: StartRun, left?: RunRow, begun: () => void = () => undefined): Promise<void> => {
    const { startedAt = deps.env.clock.now(), error, waitsSince } = left ?? {}
    const resumed = error && waitsSince !== undefined ? { error, waitsSince } : null
    const run = startRun(start, startedAt, { ...deps, lines }, resumed)
    running.set(start.messageId, run)
    void run.begun.then(begun)
    try {
      const status = await run.done
      // It may have been answered by another model than the one that was asked.
      if (status !== null) deps.ended({ ...start, model: run.row().model }, status)
    } finally {
      running.delete(start.messageId)
    }
  }

  /** Resolves when the run has begun; it goes on by itself, holding its lock. */
  const live = (start: StartRun): Promise<void> =>
    new Promise(begun => {
      void deps.withLock(lockName(start.messageId), () => hold(start, undefined, begun))
    })

  /**
   * The maker is gone: what it had is completed as interrupted, or asked again if nothing was asked. That goes on in the
   * lock that is held: whoever asked for it anew would stand behind every other tab that waits for it, and each of them
   * would find the row and ask as well.
   */
  const takeUp = async (row: RunRow): Promise<void> => {
    if (canStartAgain(row)) return hold(startOf(row), row)
    const completion = {
      parts: row.parts,
      status: 'interrupted' as const,
      timing: { total: 0 },
      leftOut: 0,
    }
    const stored = await deps.complete(startOf(row), completion)
    if (!stored.ok && !isGone(stored.error)) return
    await deps.deleteRow(row)
    deps.post({ type: 'end', messageId: row.messageId })
  }

  /** Waits, for as long as the maker lives, for the lock of a run of another worker. */
  const watch = (messageId: MessageId): void => {
    if (watched.has(messageId) || running.has(messageId)) return
    watched.add(messageId)
    void deps.withLock(lockName(messageId), async () => {
      watched.delete(messageId)
      const left = (await deps.readRows()).find(row => row.messageId === messageId)
      if (left && !running.has(messageId)) await takeUp(left)
    })
  }

  const controls: { readonly [Action in RunControl]: (run: Run) => void } = {
    stop: run => run.stop(),
    cancel: run => run.cancel(),
    retry: run => run.retryNow(),
    forget: run => run.forget(),
  }

  /** Here, or by whichever worker owns the run. */
  const control = (messageId: MessageId, action: RunControl): void => {
    const run = running.get(messageId)
    if (run) controls[action](run)
    else deps.post({ type: 'control', messageId, action })
  }

  deps.onFrame(frame => {
    switch (frame.type) {
      case 'ask':
        return running.get(frame.messageId)?.sendWhole()
      case 'control': {
        const run = running.get(frame.messageId)
        return run && controls[frame.action](run)
      }
      case 'delta':
      case 'whole':
        return frame.relayed ? undefined : watch(frame.messageId)
      case 'end':
        return undefined
    }
  })

  return {
    start: async start => {
      const before = running.get(start.messageId)?.row()
      if (before && !canStartAgain(before)) return err({ type: 'run-busy' })
      // A run that only waits gives way to the new choice, here or in another tab; its lock is then free.
      control(start.messageId, 'cancel')
      await live(start)
      return ok(undefined)
    },
    stop: messageId => control(messageId, 'stop'),
    cancel: messageId => control(messageId, 'cancel'),
    retryNow: messageId => control(messageId, 'retry'),
    refresh: messageId => running.get(messageId)?.sendWhole(),
    forget: async threadId => {
      const here = [...running.values()].map(run => run.row())
      const ofThread = [...here, ...(await deps.readRows())].filter(row => row.threadId === threadId)
      const made = ofThread.filter(({ relayedAt }) => relayedAt === undefined)
      for (const messageId of new Set(made.map(row => row.messageId))) control(messageId, 'forget')
    },
    tryWaiting: async () => {
      const tried = new Set<string>()
      for (const { messageId, model, relayedAt, waitsSince } of inOrder(await deps.readRows())) {
        if (waitsSince === undefined || relayedAt !== undefined || tried.has(model.providerId)) continue
        tried.add(model.providerId)
        control(messageId, 'retry')
      }
    },
    recover: async () => {
      for (const row of inOrder(await deps.readRows())) if (row.relayedAt === undefined) watch(row.messageId)
    },
  }
}
