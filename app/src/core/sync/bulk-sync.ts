/**
 * Brings one workspace to head by POST /sync: pushes what waits, takes what has changed, newest rooms first. Rooms that
 * nobody looks at are committed without keeping their documents.
 *
 * The one idea: nothing that is stored depends on the rest of the answer. Each ack and each complete room is committed
 * when it has come; a room goes with the ranges of what this sync has brought so far, and the cursor moves with the last
 * one. So an answer that breaks off anywhere is gone on with, and one that lies is left with everything intact.
 */

import type { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import type { DoneRange } from '@weft/shared/protocol/done-ranges.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { Cursor, StorageError, Store } from '../store.ts'
import {
  type Answer,
  type BulkAnswerDeps,
  type BulkSyncError,
  type BulkSyncEvent,
  createAnswerReader,
} from './bulk-answer.ts'
import type { BulkExchange } from './bulk-exchange.ts'
import {
  askFrom,
  collectOutgoing,
  encodeRequest,
  type Outgoing,
  type OutgoingDeps,
  type Push,
} from './bulk-requests.ts'

export interface BulkSyncDeps extends OutgoingDeps, BulkAnswerDeps {
  readonly store: Pick<
    Store,
    'waitingRooms' | 'outbox' | 'acknowledge' | 'cursor' | 'moveCursor' | 'enterEpoch'
  >
  readonly exchange: BulkExchange
}

/** What a run has done, so that it ends. */
interface Run {
  /** What was pushed: if it waits all the same, it was refused for now. */
  readonly tried: Set<string>
  /** What a restored server holds, before whole rooms are brought back to it. */
  readonly vectors: Map<RoomId, Uint8Array>
  surveyed: boolean
  /** Of the survey, which is about everything whatever the cursor says. */
  done: readonly DoneRange[]
  restarted: boolean
}

/**
 * What is brought to a server that had no room the last time, to see whether it has some again: an outbox of fifty megabytes
 * would otherwise travel every minute. The newest rooms come first, so a deletion is among it.
 */
const probeBytes = 256 * 1024

const nameOf = ({ room, rows }: Push): string => `${room.roomId}/${'from' in rows ? 'all' : rows[0]}`

const inconsistent = err({ type: 'server-inconsistent' } as const)

export const createBulkSync = (deps: BulkSyncDeps) => {
  const { store, exchange } = deps
  const read = createAnswerReader(deps)
  /** The server had no room for something of the workspace, of which there is one. */
  let isFull = false

  /** What a request is about: to learn what a restored server holds, or to bring and take. */
  const plan = async (
    workspaceId: WorkspaceId,
    cursor: Cursor,
    run: Run,
  ): Promise<Result<Outgoing & { readonly from: Cursor; readonly surveys: boolean }, StorageError>> => {
    const rooms = await store.waitingRooms(workspaceId)
    if (!rooms.ok) return rooms
    if (!run.surveyed && rooms.value.some(({ refill }) => refill)) {
      const from = { ...cursor, number: 0, done: run.done }
      return ok({ pushes: [], more: true, from, surveys: true })
    }
    const wasTried = (push: Push): boolean => run.tried.has(nameOf(push))
    const whole = exchange.maxRequestBytes()
    const most = isFull ? Math.min(whole, probeBytes) : whole
    const outgoing = await collectOutgoing(rooms.value, most, wasTried, run.vectors, deps)
    if (!outgoing.ok) return outgoing
    const { pushes } = outgoing.value
    for (const push of pushes) run.tried.add(nameOf(push))
    return ok({ ...outgoing.value, from: askFrom(cursor, pushes), surveys: false })
  }

  /** One request and its answer. True: ask again at once. */
  const exchangeOnce = async (
    workspaceId: WorkspaceId,
    run: Run,
    signal: AbortSignal,
    tell: (event: BulkSyncEvent) => void,
  ): Promise<Result<boolean, BulkSyncError>> => {
    const cursor = await store.cursor(workspaceId)
    if (!cursor.ok) return cursor
    const planned = await plan(workspaceId, cursor.value, run)
    if (!planned.ok) return planned
    const { pushes, more, from, surveys } = planned.value
    const refills = pushes.some(push => push.refills)
    const stream = await exchange.post(encodeRequest(workspaceId, from, pushes), signal)
    if (!stream.ok) return stream
    const answer: Answer = {
      workspaceId,
      pushes,
      asked: from.number,
      askedEpoch: cursor.value.epoch,
      refills,
      settled: new Set(),
      numbers: new Set(),
      vectors: surveys ? run.vectors : null,
      epoch: '',
      listHead: 0,
      done: from.done,
      room: null,
      lastHead: Number.POSITIVE_INFINITY,
      end: null,
    }
    let lacksRoom = false
    const result = await read(answer, stream.value, signal, event => {
      if (event.type === 'rows-held' && event.reason === 'quota-exceeded') lacksRoom = true
      tell(event)
    })
    if (lacksRoom) isFull = true
    else if (answer.settled.size > 0) isFull = false
    run.done = surveys ? answer.done : []
    if (result.ok) {
      if (surveys && answer.end?.more === false) run.surveyed = true
      return hasEnded(answer, (more && !lacksRoom) || refills)
    }
    const { error } = result
    if (error.type === 'ask-on') return hasEnded(answer, true)
    // A server that is another one at every question would keep us asking.
    if (error.type !== 'ask-again') return err(error)
    if (run.restarted) return inconsistent
    tell({ type: 'server-restored' })
    run.tried.clear()
    run.vectors.clear()
    run.surveyed = false
    run.done = []
    run.restarted = true
    return ok(true)
  }

  /** Whether there is more, after an answer with its end mark. */
  const hasEnded = (answer: Answer, morePushes: boolean): Result<boolean, BulkSyncError> => {
    if (answer.settled.size < answer.pushes.length) return inconsistent
    const moreRooms = answer.end?.more === true
    // "More" without anything would keep us asking, too.
    if (moreRooms && answer.lastHead > answer.listHead && answer.pushes.length === 0) return inconsistent
    return ok(moreRooms || morePushes)
  }

  /** What a server that does not hold together has listed says nothing of what was left out. */
  const forgetDone = async (workspaceId: WorkspaceId): Promise<void> => {
    const cursor = await store.cursor(workspaceId)
    if (!cursor.ok) return
    const { epoch, number } = cursor.value
    await store.moveCursor(workspaceId, { type: 'page', epoch, number, done: [], syncedAt: null })
  }

  return {
    /** Resolves when the workspace was at the server's head, or with what is in the way. */
    run: async (
      workspaceId: WorkspaceId,
      signal: AbortSignal,
      tell: (event: BulkSyncEvent) => void,
    ): Promise<Result<void, BulkSyncError>> => {
      const progress: Run = {
        tried: new Set(),
        vectors: new Map(),
        surveyed: false,
        done: [],
        restarted: false,
      }
      for (;;) {
        if (signal.aborted) return err({ type: 'sync-aborted' })
        const again = await exchangeOnce(workspaceId, progress, signal, tell)
        if (!again.ok) {
          if (again.error.type === 'server-inconsistent') await forgetDone(workspaceId)
          return again
        }
        if (!again.value) return ok(undefined)
      }
    },
  }
}

export type BulkSync = ReturnType<typeof createBulkSync>
