/**
 * What one POST /sync asks and brings: the outbox by rooms, the newest room first, until the request is full. The
 * answers come back under numbers of the request's own, since a row's number is only its room's.
 */

import { encodeBulkUp } from '@weft/shared/protocol/bulk.ts'
import type { RowNumber } from '@weft/shared/protocol/join.ts'
import { maxAnnouncedIds } from '@weft/shared/protocol/limits.ts'
import { wireVersion } from '@weft/shared/protocol/version.ts'
import type { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import * as Y from 'yjs'
import { clientIdsOf } from '../room-follower.ts'
import type { RoomRef } from '../room-ref.ts'
import type { Cursor, StorageError, Store, WaitingRoom } from '../store.ts'

/** One update on its way, and the rows that its answer settles. */
export interface Push {
  readonly room: RoomRef
  readonly rows: readonly [RowNumber] | { readonly from: RowNumber; readonly through: RowNumber }
  readonly update: Uint8Array
  /** The room's whole state, after the server was restored. */
  readonly refills: boolean
}

export interface Outgoing {
  /** By their number in the request, from 1. */
  readonly pushes: readonly Push[]
  /** Something did not fit, and is for the next request. */
  readonly more: boolean
}

export interface OutgoingDeps {
  readonly store: Pick<Store, 'waitingRooms' | 'outbox'>
  readonly stateOf: (room: RoomRef) => Promise<Result<Uint8Array, StorageError>>
  /** Rows that a live frame answers for; they need no second way. */
  readonly inFlight: (room: RoomRef) => ReadonlySet<RowNumber>
}

const collectRoom = async (
  room: WaitingRoom,
  mostBytes: number,
  vectors: StateVectors,
  deps: OutgoingDeps,
): Promise<Result<{ readonly pushes: readonly Push[]; readonly more: boolean }, StorageError>> => {
  const ref: RoomRef = { workspaceId: room.workspaceId, roomId: room.roomId }
  if (room.refill) {
    const state = await deps.stateOf(ref)
    if (!state.ok) return state
    const rows = { from: 1, through: room.head }
    const vector = vectors.get(room.roomId)
    // Never below what the server has of somebody else's (C4).
    const update = vector === undefined ? state.value : Y.diffUpdate(state.value, vector)
    return ok({ pushes: [{ room: ref, rows, update, refills: true }], more: false })
  }
  const waiting = await deps.store.outbox(ref, 0, mostBytes)
  if (!waiting.ok) return waiting
  const inFlight = deps.inFlight(ref)
  const pushes = waiting.value
    .filter(({ number }) => !inFlight.has(number))
    .map(({ number, bytes }): Push => ({ room: ref, rows: [number], update: bytes, refills: false }))
  const bytes = waiting.value.reduce((sum, update) => sum + update.bytes.length, 0)
  return ok({ pushes, more: bytes >= mostBytes })
}

/** What the server holds of each room, as it has shown. */
export type StateVectors = ReadonlyMap<RoomId, Uint8Array>

/** `wasTried`: what a request of this sync has brought already, and waits all the same. */
export const collectOutgoing = async (
  rooms: readonly WaitingRoom[],
  mostBytes: number,
  wasTried: (push: Push) => boolean,
  vectors: StateVectors,
  deps: OutgoingDeps,
): Promise<Result<Outgoing, StorageError>> => {
  const pushes: Push[] = []
  let left = mostBytes
  for (const room of rooms) {
    if (left <= 0) return ok({ pushes, more: true })
    const collected = await collectRoom(room, left, vectors, deps)
    if (!collected.ok) return collected
    const fresh = collected.value.pushes.filter(push => !wasTried(push))
    pushes.push(...fresh)
    left -= fresh.reduce((sum, { update }) => sum + update.length, 0)
    if (collected.value.more && fresh.length > 0) return ok({ pushes, more: true })
  }
  return ok({ pushes, more: false })
}

/**
 * Of no database. A server takes what others wrote from a device only while that device knows another database than its
 * own (C4), and answers it as if its cursor were 0 (B9).
 */
const lostEpoch = 'lost'

/** What a request asks from: bringing whole rooms back, it asks from the beginning. */
export const askFrom = (cursor: Cursor, pushes: readonly Push[]): Cursor =>
  pushes.some(({ refills }) => refills) ? { ...cursor, epoch: lostEpoch, number: 0, done: [] } : cursor

/** The request's bytes, one item at a time. */
export async function* encodeRequest(
  workspaceId: WorkspaceId,
  { epoch, number, done }: Cursor,
  pushes: readonly Push[],
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const begin = { type: 'begin', version: wireVersion, workspaceId, epoch, cursor: number, done } as const
  yield new Uint8Array(encodeBulkUp(begin))
  for (const [index, { room, update, refills }] of pushes.entries()) {
    // What a refill brings back was written under ids of everybody: nobody's are announced (C4).
    const clientIds = refills ? [] : clientIdsOf(update).slice(0, maxAnnouncedIds)
    const push = { type: 'push', roomId: room.roomId, localNumber: index + 1, clientIds, update } as const
    yield new Uint8Array(encodeBulkUp(push))
  }
  yield new Uint8Array(encodeBulkUp({ type: 'end' }))
}
