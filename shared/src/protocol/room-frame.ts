/**
 * What is said inside one room: the messages of y-websocket, byte for byte, so that its unmodified provider can
 * sit on the other end, and Weft's own from 100 on, which a stock provider logs and ignores. A frame knows
 * neither its room nor its number; those are the envelope's (multiplex.ts).
 */

import { type Encoder, writeVarString, writeVarUint, writeVarUint8Array } from 'lib0/encoding'
import { unreachable } from '../assert.ts'
import { err, ok, type Result, type TaggedError } from '../result.ts'
import { writeBytes } from './byte-writer.ts'
import {
  type ByteCursor,
  createCursor,
  fits,
  isDone,
  readNumber,
  readPrefixed,
  readText,
} from './byte-cursor.ts'
import {
  maxAwarenessBytes,
  maxEphemeralBytes,
  maxReasonBytes,
  maxStateVectorBytes,
  maxSyncFrameBytes,
} from './limits.ts'
import { numberToReason, type RejectReason, reasonToNumber } from './reject-reason.ts'

/** A frame of a join and the workspace's number under which its update is stored; 0 when nothing in it was new. */
export interface Settled {
  readonly seq: number
  readonly number: number
}

export type RoomFrame =
  | { readonly type: 'sync-step1'; readonly stateVector: Uint8Array }
  | { readonly type: 'sync-step2'; readonly update: Uint8Array }
  | { readonly type: 'sync-update'; readonly update: Uint8Array }
  | { readonly type: 'awareness'; readonly states: Uint8Array }
  | { readonly type: 'permission-denied'; readonly reason: string }
  | { readonly type: 'query-awareness' }
  /** Durable: the transaction that holds these frames has committed. */
  | { readonly type: 'ack'; readonly settled: readonly Settled[] }
  /** Relayed, never stored, never acknowledged. */
  | { readonly type: 'ephemeral'; readonly sealed: Uint8Array }
  /** The room's workspace has this head now, by writes in other rooms: time for /sync. */
  | { readonly type: 'head-moved'; readonly head: number }
  | { readonly type: 'reject'; readonly seq: number; readonly reason: RejectReason }
  /** Keeps an idle provider from closing itself. */
  | { readonly type: 'no-op' }
  /** Instead of a sync frame that would be too large; the join ends, and /sync brings the room to head. */
  | { readonly type: 'use-bulk' }

export type FrameError = TaggedError<'frame-malformed' | 'frame-unknown' | 'frame-too-large'>

const messageType = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  ack: 100,
  ephemeral: 101,
  headMoved: 102,
  reject: 103,
  noOp: 104,
  useBulk: 105,
} as const
const syncType = { step1: 0, step2: 1, update: 2 } as const
const permissionDenied = 0

/** Message type, sync type and length of an update of at most `maxSyncFrameBytes`. */
const syncHeaderBytes = 2 + 3

/** May this update travel in a frame? If not, the side that has it answers `use-bulk`. */
export const fitsFrame = (update: Uint8Array): boolean => update.length <= maxSyncFrameBytes - syncHeaderBytes

const writeSync = (encoder: Encoder, type: number, bytes: Uint8Array): void => {
  writeVarUint(encoder, messageType.sync)
  writeVarUint(encoder, type)
  writeVarUint8Array(encoder, bytes)
}

const writeSettled = (encoder: Encoder, settled: readonly Settled[]): void => {
  writeVarUint(encoder, settled.length)
  for (const { seq, number } of settled) {
    writeVarUint(encoder, seq)
    writeVarUint(encoder, number)
  }
}

export const writeRoomFrame = (encoder: Encoder, frame: RoomFrame): void => {
  switch (frame.type) {
    case 'sync-step1':
      return writeSync(encoder, syncType.step1, frame.stateVector)
    case 'sync-step2':
      return writeSync(encoder, syncType.step2, frame.update)
    case 'sync-update':
      return writeSync(encoder, syncType.update, frame.update)
    case 'awareness':
      writeVarUint(encoder, messageType.awareness)
      return writeVarUint8Array(encoder, frame.states)
    case 'permission-denied':
      writeVarUint(encoder, messageType.auth)
      writeVarUint(encoder, permissionDenied)
      return writeVarString(encoder, frame.reason)
    case 'query-awareness':
      return writeVarUint(encoder, messageType.queryAwareness)
    case 'ack':
      writeVarUint(encoder, messageType.ack)
      return writeSettled(encoder, frame.settled)
    case 'ephemeral':
      writeVarUint(encoder, messageType.ephemeral)
      return writeVarUint8Array(encoder, frame.sealed)
    case 'head-moved':
      writeVarUint(encoder, messageType.headMoved)
      return writeVarUint(encoder, frame.head)
    case 'reject':
      writeVarUint(encoder, messageType.reject)
      writeVarUint(encoder, frame.seq)
      return writeVarUint(encoder, reasonToNumber(frame.reason))
    case 'no-op':
      return writeVarUint(encoder, messageType.noOp)
    case 'use-bulk':
      return writeVarUint(encoder, messageType.useBulk)
    default:
      return unreachable(frame)
  }
}

export const encodeRoomFrame = (frame: RoomFrame): Uint8Array =>
  writeBytes(encoder => writeRoomFrame(encoder, frame))

/** Null for a sync type that there is not. */
const readSync = (cursor: ByteCursor): RoomFrame | null => {
  switch (readNumber(cursor)) {
    case syncType.step1:
      return { type: 'sync-step1', stateVector: readPrefixed(cursor, maxStateVectorBytes) }
    case syncType.step2:
      return { type: 'sync-step2', update: readPrefixed(cursor) }
    case syncType.update:
      return { type: 'sync-update', update: readPrefixed(cursor) }
    default:
      return null
  }
}

const readSettled = (cursor: ByteCursor): readonly Settled[] => {
  const count = readNumber(cursor)
  const settled: Settled[] = []
  if (!fits(cursor, count, 2)) return settled
  for (let index = 0; index < count; index += 1) {
    settled.push({ seq: readNumber(cursor), number: readNumber(cursor) })
  }
  return settled
}

const readReject = (cursor: ByteCursor): RoomFrame | null => {
  const seq = readNumber(cursor)
  const reason = numberToReason(readNumber(cursor))
  return reason === null ? null : { type: 'reject', seq, reason }
}

const readFrame = (cursor: ByteCursor): RoomFrame | null => {
  switch (readNumber(cursor)) {
    case messageType.sync:
      return readSync(cursor)
    case messageType.awareness:
      return { type: 'awareness', states: readPrefixed(cursor, maxAwarenessBytes) }
    case messageType.auth:
      if (readNumber(cursor) !== permissionDenied) return null
      return { type: 'permission-denied', reason: readText(cursor, maxReasonBytes) }
    case messageType.queryAwareness:
      return { type: 'query-awareness' }
    case messageType.ack:
      return { type: 'ack', settled: readSettled(cursor) }
    case messageType.ephemeral:
      return { type: 'ephemeral', sealed: readPrefixed(cursor, maxEphemeralBytes) }
    case messageType.headMoved:
      return { type: 'head-moved', head: readNumber(cursor) }
    case messageType.reject:
      return readReject(cursor)
    case messageType.noOp:
      return { type: 'no-op' }
    case messageType.useBulk:
      return { type: 'use-bulk' }
    default:
      return null
  }
}

/** Total: any bytes give a frame or a named error. Updates in the frame are views of `bytes`. */
export const parseRoomFrame = (bytes: Uint8Array): Result<RoomFrame, FrameError> => {
  if (bytes.length > maxSyncFrameBytes) return err({ type: 'frame-too-large' })
  const cursor = createCursor(bytes)
  const frame = readFrame(cursor)
  if (cursor.problem !== null) return err({ type: 'frame-malformed' })
  if (frame === null) return err({ type: 'frame-unknown' })
  return isDone(cursor) ? ok(frame) : err({ type: 'frame-malformed' })
}
