/**
 * POST /sync: how rooms that nobody looks at come and go. Request and response are streams of items, each
 * `type | length | fields`, so that a reader can bound and name a thing before it holds it. A stream is whole when its
 * end mark has come; one without was cut, and everything before the cut counts all the same.
 *
 * Changed rooms come newest first, so the cursor cannot follow them: it moves once, at the end mark. What was received
 * before a cut is not asked for again, because the next request names it as ranges of room heads (done-ranges.ts).
 *
 * Bytes in one item are in bulk-decoder.ts; here is what they mean.
 */

import {
  type Encoder,
  writeUint8Array,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding'
import { unreachable } from '../assert.ts'
import { RoomId, WorkspaceId } from '../ids.ts'
import { writeBytes } from './byte-writer.ts'
import { type ByteCursor, createCursor, fits, isDone, readNumber, readRest, readText } from './byte-cursor.ts'
import { maxBulkControlBytes, maxBulkItemBytes, maxDoneRanges } from './limits.ts'
import type { DoneRange } from './done-ranges.ts'
import { readClientIds } from './multiplex.ts'
import { numberToReason, type RejectReason, reasonToNumber } from './reject-reason.ts'

/** The version stands here too, so that a server can refuse a newer one before it reads a byte. */
export const bulkContentType = (version: number): string => `application/vnd.weft.sync; version=${version}`

/** Null for another type of content. */
export const contentTypeToVersion = (contentType: string): number | null => {
  const [, version] = /^application\/vnd\.weft\.sync; *version=(\d{1,9})$/.exec(contentType) ?? []
  return version === undefined ? null : Number(version)
}

/** Request. Order: begin, push …, end. */
export type BulkUp =
  | {
      readonly type: 'begin'
      readonly version: number
      readonly workspaceId: WorkspaceId
      /** The server's epoch as this device knows it, empty for none. Another than the server's voids the cursor. */
      readonly epoch: string
      readonly cursor: number
      readonly done: readonly DoneRange[]
    }
  | {
      readonly type: 'push'
      readonly roomId: RoomId
      /** The row in the device's log; the answer comes back under it. */
      readonly localNumber: number
      readonly clientIds: readonly number[]
      readonly update: Uint8Array
    }
  | { readonly type: 'end' }

/** Response. Order: begin, (ack | reject) …, (room, snapshot?, update …) …, end. */
export type BulkDown =
  | {
      readonly type: 'begin'
      readonly version: number
      readonly epoch: string
      /** The workspace's head when the list of changed rooms was read. */
      readonly head: number
    }
  /** After the commit. `number` is 0 when the server had all of it before. */
  | { readonly type: 'ack'; readonly localNumber: number; readonly number: number }
  | { readonly type: 'reject'; readonly localNumber: number; readonly reason: RejectReason }
  /**
   * A changed room, by falling head as the list has it. It is complete when the next room or the end mark has come,
   * and what follows may be newer than `head`.
   */
  | { readonly type: 'room'; readonly roomId: RoomId; readonly head: number }
  /** The room's state through `number`. */
  | { readonly type: 'snapshot'; readonly number: number; readonly update: Uint8Array }
  | { readonly type: 'update'; readonly number: number; readonly update: Uint8Array }
  /** `more`: the server stopped for length; ask again at once, with the same cursor and what is done. */
  | { readonly type: 'end'; readonly cursor: number; readonly more: boolean }

/** How items of one direction are read. */
export interface BulkGrammar<Item> {
  /** Null for a type that there is not. */
  readonly maxBytes: (type: number) => number | null
  /** Null if the fields are not those of the type. `bytes` is exactly one item's. */
  readonly read: (type: number, bytes: Uint8Array) => Item | null
  readonly mayFollow: (item: Item, before: Item | null) => boolean
  readonly isEnd: (item: Item) => boolean
}

const maxIdBytes = 64
const maxEpochBytes = 64

const upType = { begin: 1, push: 2, end: 3 } as const
const downType = { begin: 1, ack: 2, reject: 3, room: 4, snapshot: 5, update: 6, end: 7 } as const

/** Ids, local number and announced client ids before an update's own bytes. */
const maxPushHeaderBytes = 16 * 1024

const item = (type: number, writeFields: (encoder: Encoder) => void): Uint8Array => {
  const fields = writeBytes(writeFields)
  return writeBytes(encoder => {
    writeVarUint(encoder, type)
    writeVarUint8Array(encoder, fields)
  })
}

export const encodeBulkUp = (each: BulkUp): Uint8Array => {
  switch (each.type) {
    case 'begin':
      return item(upType.begin, encoder => {
        writeVarUint(encoder, each.version)
        writeVarString(encoder, each.workspaceId)
        writeVarString(encoder, each.epoch)
        writeVarUint(encoder, each.cursor)
        writeVarUint(encoder, each.done.length)
        for (const { from, through } of each.done) {
          writeVarUint(encoder, from)
          writeVarUint(encoder, through)
        }
      })
    case 'push':
      return item(upType.push, encoder => {
        writeVarString(encoder, each.roomId)
        writeVarUint(encoder, each.localNumber)
        writeVarUint(encoder, each.clientIds.length)
        for (const clientId of each.clientIds) writeVarUint(encoder, clientId)
        writeUint8Array(encoder, each.update)
      })
    case 'end':
      return item(upType.end, () => {})
    default:
      return unreachable(each)
  }
}

const numbered = (type: number, number: number, update: Uint8Array): Uint8Array =>
  item(type, encoder => {
    writeVarUint(encoder, number)
    writeUint8Array(encoder, update)
  })

export const encodeBulkDown = (each: BulkDown): Uint8Array => {
  switch (each.type) {
    case 'begin':
      return item(downType.begin, encoder => {
        writeVarUint(encoder, each.version)
        writeVarString(encoder, each.epoch)
        writeVarUint(encoder, each.head)
      })
    case 'ack':
      return item(downType.ack, encoder => {
        writeVarUint(encoder, each.localNumber)
        writeVarUint(encoder, each.number)
      })
    case 'reject':
      return item(downType.reject, encoder => {
        writeVarUint(encoder, each.localNumber)
        writeVarUint(encoder, reasonToNumber(each.reason))
      })
    case 'room':
      return item(downType.room, encoder => {
        writeVarString(encoder, each.roomId)
        writeVarUint(encoder, each.head)
      })
    case 'snapshot':
      return numbered(downType.snapshot, each.number, each.update)
    case 'update':
      return numbered(downType.update, each.number, each.update)
    case 'end':
      return item(downType.end, encoder => {
        writeVarUint(encoder, each.cursor)
        writeVarUint(encoder, each.more ? 1 : 0)
      })
    default:
      return unreachable(each)
  }
}

const readDone = (cursor: ByteCursor): readonly DoneRange[] | null => {
  const count = readNumber(cursor)
  if (count > maxDoneRanges || !fits(cursor, count, 2)) return null
  return Array.from({ length: count }, () => ({ from: readNumber(cursor), through: readNumber(cursor) }))
}

const readUpBegin = (cursor: ByteCursor): BulkUp | null => {
  const version = readNumber(cursor)
  const workspaceId = WorkspaceId.safeParse(readText(cursor, maxIdBytes))
  const epoch = readText(cursor, maxEpochBytes)
  const position = readNumber(cursor)
  const done = readDone(cursor)
  if (!workspaceId.success || done === null) return null
  return { type: 'begin', version, workspaceId: workspaceId.data, epoch, cursor: position, done }
}

const readPush = (cursor: ByteCursor): BulkUp | null => {
  const roomId = RoomId.safeParse(readText(cursor, maxIdBytes))
  const localNumber = readNumber(cursor)
  const clientIds = readClientIds(cursor)
  if (!roomId.success || clientIds === null) return null
  return { type: 'push', roomId: roomId.data, localNumber, clientIds, update: readRest(cursor) }
}

const readRoom = (cursor: ByteCursor): BulkDown | null => {
  const roomId = RoomId.safeParse(readText(cursor, maxIdBytes))
  const head = readNumber(cursor)
  return roomId.success ? { type: 'room', roomId: roomId.data, head } : null
}

const readReject = (cursor: ByteCursor): BulkDown | null => {
  const localNumber = readNumber(cursor)
  const reason = numberToReason(readNumber(cursor))
  return reason === null ? null : { type: 'reject', localNumber, reason }
}

const readDownEnd = (cursor: ByteCursor): BulkDown | null => {
  const position = readNumber(cursor)
  const more = readNumber(cursor)
  return more > 1 ? null : { type: 'end', cursor: position, more: more === 1 }
}

/** Reads one whole item: every byte of it belongs to a field. */
const whole = <Item>(bytes: Uint8Array, read: (cursor: ByteCursor) => Item | null): Item | null => {
  const cursor = createCursor(bytes)
  const each = read(cursor)
  return isDone(cursor) ? each : null
}

const readUp = (type: number, cursor: ByteCursor): BulkUp | null => {
  switch (type) {
    case upType.begin:
      return readUpBegin(cursor)
    case upType.push:
      return readPush(cursor)
    case upType.end:
      return { type: 'end' }
    default:
      return null
  }
}

const readDown = (type: number, cursor: ByteCursor): BulkDown | null => {
  switch (type) {
    case downType.begin:
      return {
        type: 'begin',
        version: readNumber(cursor),
        epoch: readText(cursor, maxEpochBytes),
        head: readNumber(cursor),
      }
    case downType.ack:
      return { type: 'ack', localNumber: readNumber(cursor), number: readNumber(cursor) }
    case downType.reject:
      return readReject(cursor)
    case downType.room:
      return readRoom(cursor)
    case downType.snapshot:
      return { type: 'snapshot', number: readNumber(cursor), update: readRest(cursor) }
    case downType.update:
      return { type: 'update', number: readNumber(cursor), update: readRest(cursor) }
    case downType.end:
      return readDownEnd(cursor)
    default:
      return null
  }
}

const upBefore: Readonly<Record<BulkUp['type'], readonly BulkUp['type'][]>> = {
  begin: [],
  push: ['begin', 'push'],
  end: ['begin', 'push'],
}

const downBefore: Readonly<Record<BulkDown['type'], readonly BulkDown['type'][]>> = {
  begin: [],
  ack: ['begin', 'ack', 'reject'],
  reject: ['begin', 'ack', 'reject'],
  room: ['begin', 'ack', 'reject', 'room', 'snapshot', 'update'],
  snapshot: ['room'],
  update: ['room', 'snapshot', 'update'],
  end: ['begin', 'ack', 'reject', 'room', 'snapshot', 'update'],
}

const follows = <Type extends string>(
  before: Readonly<Record<Type, readonly Type[]>>,
  type: Type,
  last: Type | undefined,
): boolean => (last === undefined ? type === 'begin' : before[type].includes(last))

export const bulkUp: BulkGrammar<BulkUp> = {
  maxBytes: type => {
    if (type === upType.push) return maxBulkItemBytes + maxPushHeaderBytes
    return type === upType.begin || type === upType.end ? maxBulkControlBytes : null
  },
  read: (type, bytes) => whole(bytes, cursor => readUp(type, cursor)),
  mayFollow: (each, before) => follows(upBefore, each.type, before?.type),
  isEnd: each => each.type === 'end',
}

export const bulkDown: BulkGrammar<BulkDown> = {
  maxBytes: type => {
    if (type === downType.snapshot || type === downType.update) return maxBulkItemBytes + maxPushHeaderBytes
    return type >= downType.begin && type <= downType.end ? maxBulkControlBytes : null
  },
  read: (type, bytes) => whole(bytes, cursor => readDown(type, cursor)),
  mayFollow: (each, before) => follows(downBefore, each.type, before?.type),
  isEnd: each => each.type === 'end',
}
