/**
 * Many rooms on one real socket. A *join* is one stay in one room, under an id that this socket never used
 * before: whatever still arrives for an ended join is dropped by its number and cannot be taken for the next one's.
 *
 * `seq` counts differently by direction. Up it is the client's own count of a join's frames, 1, 2, 3 …, and what
 * acks and rejects refer to. Down it is the workspace's number of the update in the frame, 0 for anything else: what
 * the receiver puts on its log row.
 */

import { type Encoder, writeUint8Array, writeVarString, writeVarUint } from 'lib0/encoding'
import { unreachable } from '../assert.ts'
import { RoomId, WorkspaceId } from '../ids.ts'
import { err, ok, type Result, type TaggedError } from '../result.ts'
import { writeBytes } from './byte-writer.ts'
import { type ByteCursor, createCursor, fits, isDone, readNumber, readRest, readText } from './byte-cursor.ts'
import { maxAnnouncedIds, maxMessageBytes, maxReasonBytes, maxTicketBytes } from './limits.ts'
import { wireVersion } from './version.ts'

/** Longer than any id. */
const maxIdBytes = 64
/** The server's epoch is a short random text. */
const maxEpochBytes = 64

interface RoomMessage {
  readonly type: 'room'
  readonly joinId: number
  readonly seq: number
  /** Parsed by whoever has the join (room-frame.ts). */
  readonly frame: Uint8Array
}

/** Client to server. */
export type UpMessage =
  /** The first message of a socket. Its type and `version` stand first in every version of this protocol. */
  | { readonly type: 'hello'; readonly version: number; readonly ticket: string }
  | {
      readonly type: 'open'
      readonly joinId: number
      readonly workspaceId: WorkspaceId
      readonly roomId: RoomId
      /** Yjs client ids of the open document and of every row that waits. */
      readonly clientIds: readonly number[]
    }
  | { readonly type: 'close'; readonly joinId: number }
  | { readonly type: 'ping'; readonly token: number }
  | RoomMessage

/** Server to client. */
export type DownMessage =
  /** The database's epoch: another than the client knows means that it was restored. */
  | { readonly type: 'welcome'; readonly version: number; readonly epoch: string }
  /** The number of the newest update of this room; the subscription began before it was read. */
  | { readonly type: 'opened'; readonly joinId: number; readonly head: number }
  /** Refused, or ended later. `code` is of close-codes.ts. */
  | { readonly type: 'closed'; readonly joinId: number; readonly code: number; readonly reason: string }
  | { readonly type: 'pong'; readonly token: number }
  | RoomMessage

export type MessageError = TaggedError<'message-malformed' | 'message-unknown' | 'message-too-large'>

const upType = { hello: 0, open: 1, close: 2, room: 3, ping: 4 } as const
const downType = { welcome: 0, opened: 1, closed: 2, room: 3, pong: 4 } as const

const writeRoom = (encoder: Encoder, message: RoomMessage): void => {
  writeVarUint(encoder, upType.room)
  writeVarUint(encoder, message.joinId)
  writeVarUint(encoder, message.seq)
  writeUint8Array(encoder, message.frame)
}

const writeUp = (encoder: Encoder, message: UpMessage): void => {
  switch (message.type) {
    case 'hello':
      writeVarUint(encoder, upType.hello)
      writeVarUint(encoder, message.version)
      return writeVarString(encoder, message.ticket)
    case 'open':
      writeVarUint(encoder, upType.open)
      writeVarUint(encoder, message.joinId)
      writeVarString(encoder, message.workspaceId)
      writeVarString(encoder, message.roomId)
      writeVarUint(encoder, message.clientIds.length)
      for (const clientId of message.clientIds) writeVarUint(encoder, clientId)
      return
    case 'close':
      writeVarUint(encoder, upType.close)
      return writeVarUint(encoder, message.joinId)
    case 'ping':
      writeVarUint(encoder, upType.ping)
      return writeVarUint(encoder, message.token)
    case 'room':
      return writeRoom(encoder, message)
    default:
      return unreachable(message)
  }
}

const writeDown = (encoder: Encoder, message: DownMessage): void => {
  switch (message.type) {
    case 'welcome':
      writeVarUint(encoder, downType.welcome)
      writeVarUint(encoder, message.version)
      return writeVarString(encoder, message.epoch)
    case 'opened':
      writeVarUint(encoder, downType.opened)
      writeVarUint(encoder, message.joinId)
      return writeVarUint(encoder, message.head)
    case 'closed':
      writeVarUint(encoder, downType.closed)
      writeVarUint(encoder, message.joinId)
      writeVarUint(encoder, message.code)
      return writeVarString(encoder, message.reason)
    case 'pong':
      writeVarUint(encoder, downType.pong)
      return writeVarUint(encoder, message.token)
    case 'room':
      return writeRoom(encoder, message)
    default:
      return unreachable(message)
  }
}

export const encodeUp = (message: UpMessage): Uint8Array => writeBytes(encoder => writeUp(encoder, message))
export const encodeDown = (message: DownMessage): Uint8Array =>
  writeBytes(encoder => writeDown(encoder, message))

/** Yjs client ids after their count; null when there are more than a join may announce. */
export const readClientIds = (cursor: ByteCursor): readonly number[] | null => {
  const count = readNumber(cursor)
  if (count > maxAnnouncedIds || !fits(cursor, count)) return null
  return Array.from({ length: count }, () => readNumber(cursor))
}

/** What a newer version says after its number is not this one's to read: the number is answered. */
const readHello = (cursor: ByteCursor): UpMessage => {
  const version = readNumber(cursor)
  if (version <= wireVersion) return { type: 'hello', version, ticket: readText(cursor, maxTicketBytes) }
  readRest(cursor)
  return { type: 'hello', version, ticket: '' }
}

const readOpen = (cursor: ByteCursor): UpMessage | null => {
  const joinId = readNumber(cursor)
  const workspaceId = WorkspaceId.safeParse(readText(cursor, maxIdBytes))
  const roomId = RoomId.safeParse(readText(cursor, maxIdBytes))
  const clientIds = readClientIds(cursor)
  if (!workspaceId.success || !roomId.success || clientIds === null) return null
  return { type: 'open', joinId, workspaceId: workspaceId.data, roomId: roomId.data, clientIds }
}

const readRoom = (cursor: ByteCursor): RoomMessage => ({
  type: 'room',
  joinId: readNumber(cursor),
  seq: readNumber(cursor),
  frame: readRest(cursor),
})

/** Undefined for a type that there is not, null for one whose fields are wrong. */
const readUp = (cursor: ByteCursor): UpMessage | null | undefined => {
  switch (readNumber(cursor)) {
    case upType.hello:
      return readHello(cursor)
    case upType.open:
      return readOpen(cursor)
    case upType.close:
      return { type: 'close', joinId: readNumber(cursor) }
    case upType.room:
      return readRoom(cursor)
    case upType.ping:
      return { type: 'ping', token: readNumber(cursor) }
    default:
      return undefined
  }
}

const readDown = (cursor: ByteCursor): DownMessage | undefined => {
  switch (readNumber(cursor)) {
    case downType.welcome:
      return { type: 'welcome', version: readNumber(cursor), epoch: readText(cursor, maxEpochBytes) }
    case downType.opened:
      return { type: 'opened', joinId: readNumber(cursor), head: readNumber(cursor) }
    case downType.closed:
      return {
        type: 'closed',
        joinId: readNumber(cursor),
        code: readNumber(cursor),
        reason: readText(cursor, maxReasonBytes),
      }
    case downType.room:
      return readRoom(cursor)
    case downType.pong:
      return { type: 'pong', token: readNumber(cursor) }
    default:
      return undefined
  }
}

const parse = <Message>(
  bytes: Uint8Array,
  read: (cursor: ByteCursor) => Message | null | undefined,
): Result<Message, MessageError> => {
  if (bytes.length > maxMessageBytes) return err({ type: 'message-too-large' })
  const cursor = createCursor(bytes)
  const message = read(cursor)
  if (cursor.problem !== null || message === null) return err({ type: 'message-malformed' })
  if (message === undefined) return err({ type: 'message-unknown' })
  return isDone(cursor) ? ok(message) : err({ type: 'message-malformed' })
}

/** Total, like every parser of this folder: any bytes give a message or a named error. */
export const parseUp = (bytes: Uint8Array): Result<UpMessage, MessageError> => parse(bytes, readUp)
export const parseDown = (bytes: Uint8Array): Result<DownMessage, MessageError> => parse(bytes, readDown)
