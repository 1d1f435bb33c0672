/**
 * Takes the answer of one POST /sync, item by item: each ack and each complete room is committed when it has come, and
 * what does not hold together is refused at that item. What to ask for is bulk-sync.ts' business.
 */

import { unreachable } from '@weft/shared/assert.ts'
import type { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import { type BulkDown, bulkDown } from '@weft/shared/protocol/bulk.ts'
import { createBulkDecoder } from '@weft/shared/protocol/bulk-decoder.ts'
import { type DoneRange, extendDone } from '@weft/shared/protocol/done-ranges.ts'
import type { RowNumber } from '@weft/shared/protocol/join.ts'
import { isFinal, type RejectReason } from '@weft/shared/protocol/reject-reason.ts'
import { wireVersion } from '@weft/shared/protocol/version.ts'
import type { Clock } from '@weft/shared/env.ts'
import { err, ok, type Result, type TaggedError, tryAsync } from '@weft/shared/result.ts'
import * as Y from 'yjs'
import { isRefused } from '../receiving.ts'
import type { RoomPage, ServerUpdate } from '../room-page.ts'
import type { RoomRef } from '../room-ref.ts'
import type { CursorMove, StorageError, Store } from '../store.ts'
import type { BulkRefusal } from './bulk-exchange.ts'
import type { Push } from './bulk-requests.ts'

export type BulkSyncError =
  | BulkRefusal
  | StorageError
  | TaggedError<
      | 'sync-aborted'
      /** The answer broke off; what came before the break is kept. */
      | 'answer-cut'
      /** It does not hold together, or answers what was not asked. */
      | 'server-inconsistent'
    >

/** What happens on the way. */
export type BulkSyncEvent =
  /** From 0 to 1, by the numbers that are behind. */
  | { readonly type: 'progress'; readonly progress: number }
  | { readonly type: 'rows-settled'; readonly room: RoomRef; readonly rows: readonly RowNumber[] }
  | { readonly type: 'rows-held'; readonly room: RoomRef; readonly reason: RejectReason }
  | { readonly type: 'server-restored' }
  /** The server's cursor goes further than what it has shown; ours does not follow. */
  | { readonly type: 'cursor-refused' }

export interface BulkAnswerDeps {
  readonly store: Pick<Store, 'acknowledge' | 'moveCursor' | 'enterEpoch'>
  readonly storeRoom: (page: RoomPage) => Promise<Result<void, StorageError>>
  /** A reject that is final. */
  readonly setAside: (
    room: RoomRef,
    row: RowNumber,
    reason: RejectReason,
  ) => Promise<Result<void, StorageError>>
  /** A tombstone of ours stands: what still comes of such a room is not taken. */
  readonly isDeleted: (room: RoomRef) => Promise<boolean>
  readonly clock: Clock
}

/** Of one request: what it asked for, and how far its answer has got. */
export interface Answer {
  readonly workspaceId: WorkspaceId
  readonly pushes: readonly Push[]
  asked: number
  /** The stored epoch when it was asked. */
  readonly askedEpoch: string
  /** Whole rooms come back to a restored server. */
  readonly refills: boolean
  /** Where it is learned what the server holds. */
  readonly vectors: Map<RoomId, Uint8Array> | null
  readonly settled: Set<number>
  /** What the pushes got. */
  readonly numbers: Set<number>
  epoch: string
  listHead: number
  done: readonly DoneRange[]
  /** The room that is coming; it is complete when what follows is not its own. */
  room: { readonly roomId: RoomId; readonly head: number; readonly updates: ServerUpdate[] } | null
  lastHead: number
  end: { readonly cursor: number; readonly more: boolean } | null
}

const vectorOf = (updates: readonly ServerUpdate[]): Uint8Array => {
  const doc = new Y.Doc()
  for (const { bytes } of updates) if (!isRefused(bytes)) Y.applyUpdate(doc, bytes)
  const vector = Y.encodeStateVector(doc)
  doc.destroy()
  return vector
}

/** Both mean another request at once: from the beginning, or for what else there is to push. */
export type Step = Promise<Result<void, BulkSyncError | TaggedError<'ask-again'> | TaggedError<'ask-on'>>>

const inconsistent = err({ type: 'server-inconsistent' } as const)

/** Resolves at the end of the stream, with its first problem, or with why another request is needed at once. */
export type ReadAnswer = (
  answer: Answer,
  stream: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  tell: (event: BulkSyncEvent) => void,
) => Step

export const createAnswerReader = (deps: BulkAnswerDeps): ReadAnswer => {
  const { store, clock } = deps

  const acknowledge = async (answer: Answer, push: Push, serverNumber: number): Step => {
    const { room, rows, refills } = push
    const { epoch } = answer
    answer.numbers.add(serverNumber)
    const written = await store.acknowledge({
      ...room,
      rows: 'from' in rows ? rows : [...rows],
      serverNumber,
      epoch,
      ...(refills ? { refilled: true } : {}),
    })
    return written.ok ? ok(undefined) : written
  }

  const rowsOf = ({ rows }: Push): readonly RowNumber[] =>
    'from' in rows
      ? Array.from({ length: rows.through - rows.from + 1 }, (_, index) => rows.from + index)
      : rows

  /** The push that an answer is about, once. */
  const pushOf = (answer: Answer, localNumber: number): Push | null => {
    const push = answer.settled.has(localNumber) ? undefined : answer.pushes[localNumber - 1]
    answer.settled.add(localNumber)
    return push ?? null
  }

  const refuse = async (push: Push, reason: RejectReason, tell: (event: BulkSyncEvent) => void): Step => {
    const { room } = push
    // A whole state holds what others wrote: no row of it is to blame, and it is brought again next time.
    if ('from' in push.rows || !isFinal(reason)) {
      tell({ type: 'rows-held', room, reason })
      return ok(undefined)
    }
    const aside = await deps.setAside(room, push.rows[0], reason)
    if (aside.ok) tell({ type: 'rows-settled', room, rows: push.rows })
    return aside
  }

  const begin = async (answer: Answer, item: BulkDown & { readonly type: 'begin' }): Step => {
    if (item.version > wireVersion) return err({ type: 'client-too-old' })
    const server = { epoch: item.epoch, head: { number: item.head, asked: answer.asked } }
    const restored = await store.enterEpoch(answer.workspaceId, server)
    if (!restored.ok) return restored
    answer.epoch = item.epoch
    answer.listHead = item.head
    if (restored.value) return err({ type: 'ask-again' })
    // The socket or another tab was first, and the store knows the epoch already. The question was of the one before, so
    // it was answered as if its cursor were 0 (B9).
    if (answer.askedEpoch !== item.epoch) {
      answer.asked = 0
      answer.done = []
    }
    return ok(undefined)
  }

  const storeRoom = async (answer: Answer, cursor: CursorMove): Step => {
    const { room, workspaceId } = answer
    answer.room = null
    if (room !== null) answer.vectors?.set(room.roomId, vectorOf(room.updates))
    if (room === null) {
      const moved = await store.moveCursor(workspaceId, cursor)
      return moved.ok ? ok(undefined) : moved
    }
    const ref = { workspaceId, roomId: room.roomId }
    if (room.updates.length === 0 || (await deps.isDeleted(ref))) {
      const moved = await store.moveCursor(workspaceId, cursor)
      return moved.ok ? ok(undefined) : moved
    }
    return deps.storeRoom({ ...ref, updates: room.updates, cursor })
  }

  /** The room that was coming is complete: it goes with the ranges, and the cursor stays. */
  const finishRoom = async (answer: Answer): Step => {
    if (answer.room === null) return ok(undefined)
    answer.done = extendDone(answer.done, answer.room.head, answer.listHead)
    const { epoch, asked, done } = answer
    return storeRoom(answer, { type: 'page', epoch, number: asked, done, syncedAt: null })
  }

  const takeUpdate = (answer: Answer, number: number, bytes: Uint8Array): Result<void, BulkSyncError> => {
    const { room } = answer
    const last = room?.updates.at(-1)?.number ?? answer.asked
    // Numbers rise, and what is below the cursor is here: a server that sends it again has lost its place.
    if (room === null || number <= last) return inconsistent
    room.updates.push({ bytes: bytes.slice(), number })
    return ok(undefined)
  }

  const openRoom = async (answer: Answer, roomId: RoomId, head: number): Step => {
    const finished = await finishRoom(answer)
    if (!finished.ok) return finished
    // By falling heads, within the list, and not what was said to be done: else the ranges would mean nothing.
    if (head >= answer.lastHead || head > answer.listHead || head <= answer.asked) return inconsistent
    answer.lastHead = head
    answer.room = { roomId, head, updates: [] }
    return ok(undefined)
  }

  /** The list, and behind it what this request itself got, as far as nobody else's number lies between (B8). */
  const furthest = ({ listHead, numbers }: Answer): number => {
    let number = listHead
    while (numbers.has(number + 1)) number += 1
    return number
  }

  const finish = async (
    answer: Answer,
    item: BulkDown & { readonly type: 'end' },
    tell: (event: BulkSyncEvent) => void,
  ): Step => {
    answer.end = item
    if (item.more) return finishRoom(answer)
    if (item.cursor < answer.asked) return inconsistent
    const number = Math.min(item.cursor, furthest(answer))
    // Following it would skip what nobody has listed.
    if (number < item.cursor) tell({ type: 'cursor-refused' })
    const { epoch } = answer
    return storeRoom(answer, { type: 'page', epoch, number, done: [], syncedAt: clock.now() })
  }

  const take = async (answer: Answer, item: BulkDown, tell: (event: BulkSyncEvent) => void): Step => {
    switch (item.type) {
      case 'begin':
        return begin(answer, item)
      case 'ack': {
        const push = pushOf(answer, item.localNumber)
        if (push === null) return inconsistent
        const written = await acknowledge(answer, push, item.number)
        if (written.ok) tell({ type: 'rows-settled', room: push.room, rows: rowsOf(push) })
        return written
      }
      case 'reject': {
        const push = pushOf(answer, item.localNumber)
        return push === null ? inconsistent : refuse(push, item.reason, tell)
      }
      case 'room': {
        // A refill is answered with everything, of which nothing is new.
        if (answer.refills) return err({ type: 'ask-on' })
        const behind = answer.listHead - answer.asked
        tell({ type: 'progress', progress: behind > 0 ? (answer.listHead - item.head) / behind : 1 })
        return openRoom(answer, item.roomId, item.head)
      }
      case 'snapshot':
      case 'update':
        return takeUpdate(answer, item.number, item.update)
      case 'end':
        return finish(answer, item, tell)
      default:
        return unreachable(item)
    }
  }

  const takeAll = async (
    answer: Answer,
    items: readonly BulkDown[],
    signal: AbortSignal,
    tell: (event: BulkSyncEvent) => void,
  ): Step => {
    for (const item of items) {
      if (signal.aborted) return err({ type: 'sync-aborted' })
      const taken = await take(answer, item, tell)
      if (!taken.ok) return taken
    }
    return ok(undefined)
  }

  return async (answer, stream, signal, tell) => {
    const decoder = createBulkDecoder<BulkDown>(bulkDown)
    const pieces = stream[Symbol.asyncIterator]()
    const next = () =>
      tryAsync(
        () => pieces.next(),
        () => ({ type: 'answer-cut' }) as const,
      )
    for (let piece = await next(); ; piece = await next()) {
      if (!piece.ok) return err(signal.aborted ? { type: 'sync-aborted' } : piece.error)
      if (piece.value.done) return decoder.finish().ok ? ok(undefined) : err({ type: 'answer-cut' })
      const { items, error } = decoder.feed(piece.value.value)
      const taken = await takeAll(answer, items, signal, tell)
      const failed = taken.ok && error !== null ? inconsistent : taken
      if (!failed.ok) {
        await tryAsync(
          async () => pieces.return?.(),
          () => null,
        )
        return failed
      }
    }
  }
}
