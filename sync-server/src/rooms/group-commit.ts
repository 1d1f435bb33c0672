/**
 * Collects appends for one commit: what comes while a commit is under way goes with the next, so batches are as large
 * as the load. Where a commit has only just begun, a small batch waits a little for company (`Pace`); whoever comes alone
 * never waits. Each append resolves with its number when COMMIT has returned. An append
 * that fails was not stored, unless its error says that nobody knows (`outcome-unknown`); repeating is always safe.
 */

import { must } from '@weft/shared/assert.ts'
import type { Clock } from '@weft/shared/env.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { Appended, LogError, PushedUpdate, RoomLog } from './room-log.ts'

/** queue-full: more waits already than may; try again after `whenFree`. log-stopped: the server is about to end. */
export type AppendError = LogError | TaggedError<'queue-full' | 'log-stopped'>

export interface GroupCommit {
  readonly append: (update: PushedUpdate) => Promise<Result<Appended, AppendError>>
  /** Resolves when there is room again; until then a socket should not be read. */
  readonly whenFree: () => Promise<void>
  /** Takes nothing more and resolves when everything that was taken has its answer. */
  readonly stop: () => Promise<void>
}

export interface GroupCommitLimits {
  /** Many small updates in one statement, which then runs into its time limit. */
  readonly batchRows: number
  /** The same with few large ones. One update alone may be larger. */
  readonly batchBytes: number
  /** Memory taken by whoever pushes faster than the disk writes: rows, for the overhead of small ones. */
  readonly queuedRows: number
  readonly queuedBytes: number
}

export const groupCommitLimits: GroupCommitLimits = {
  batchRows: 256,
  batchBytes: 1024 * 1024,
  queuedRows: 20_000,
  queuedBytes: 64 * 1024 * 1024,
}

/** A commit costs the database about as much as thirty rows, however few it has: under load, fewer and larger ones. */
interface Pace {
  readonly clock: Clock
  /** Between the beginnings of two commits, in milliseconds: what an update waits at most, a third of its budget. */
  readonly every: number
  /** With so many rows nothing is gained by waiting. */
  readonly enoughRows: number
}

export const commitPace = (clock: Clock): Pace => ({ clock, every: 16, enoughRows: 64 })

interface Waiting {
  readonly update: PushedUpdate
  readonly resolve: (result: Result<Appended, AppendError>) => void
}

export const createGroupCommit = (
  log: Pick<RoomLog, 'append'>,
  limits: GroupCommitLimits = groupCommitLimits,
  pace?: Pace,
): GroupCommit => {
  let queue: Waiting[] = []
  let queuedBytes = 0
  let writing: Promise<void> | undefined
  let stopped = false
  let waitingForRoom: (() => void)[] = []
  let lastBegan = Number.NEGATIVE_INFINITY
  let beginNow = (): void => undefined

  const isFull = (): boolean => queue.length >= limits.queuedRows || queuedBytes >= limits.queuedBytes

  const takeBatch = (): readonly Waiting[] => {
    let bytes = 0
    let count = 0
    for (const { update } of queue) {
      if (count > 0 && (count >= limits.batchRows || bytes + update.bytes.length > limits.batchBytes)) break
      bytes += update.bytes.length
      count += 1
    }
    const batch = queue.slice(0, count)
    queue = queue.slice(count)
    queuedBytes -= bytes
    return batch
  }

  const letIn = (): void => {
    if (isFull()) return
    const waiting = waitingForRoom
    waitingForRoom = []
    for (const resolve of waiting) resolve()
  }

  const untilDue = ({ clock, every, enoughRows }: Pace): Promise<void> | undefined => {
    const now = clock.now()
    // A clock that goes back keeps nobody.
    const wait = Math.min(every, lastBegan + every - now)
    lastBegan = now + Math.max(0, wait)
    if (wait <= 0 || stopped || queue.length >= enoughRows) return undefined
    return new Promise(resolve => {
      const cancel = clock.after(wait, resolve)
      beginNow = () => {
        if (!stopped && queue.length < enoughRows) return
        lastBegan = clock.now()
        cancel()
        resolve()
      }
    })
  }

  const writeQueue = async (): Promise<void> => {
    while (queue.length > 0) {
      const due = pace === undefined ? undefined : untilDue(pace)
      if (due !== undefined) await due
      beginNow = () => undefined
      const batch = takeBatch()
      letIn()
      const appended = await log.append(batch.map(({ update }) => update))
      for (const [index, { resolve }] of batch.entries())
        resolve(appended.ok ? ok(must(appended.value[index], 'an answer for each update')) : appended)
    }
    writing = undefined
  }

  return {
    append: update => {
      if (stopped) return Promise.resolve(err({ type: 'log-stopped' }))
      if (isFull()) return Promise.resolve(err({ type: 'queue-full' }))
      return new Promise(resolve => {
        queue.push({ update, resolve })
        queuedBytes += update.bytes.length
        // In a microtask, so that what comes in the same turn goes with the same commit.
        writing ??= Promise.resolve().then(writeQueue)
        beginNow()
      })
    },
    whenFree: () =>
      isFull() ? new Promise(resolve => void waitingForRoom.push(resolve)) : Promise.resolve(),
    stop: async () => {
      stopped = true
      beginNow()
      await writing
    },
  }
}
