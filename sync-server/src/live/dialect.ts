/**
 * How a socket speaks: many rooms with envelopes (`/socket`), or one room in the bare frames of y-websocket
 * (`/rooms/…`). Behind it there is one session for both: the one room's hello and open are said for it, and its frames
 * are counted for it.
 */

import { unreachable } from '@weft/shared/assert.ts'
import {
  type DownMessage,
  encodeDown,
  type MessageError,
  parseUp,
  type UpMessage,
} from '@weft/shared/protocol/multiplex.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type { RoomRef } from '../rooms/room-log.ts'
import type { SessionKind } from './session-state.ts'

export interface Dialect {
  readonly kind: SessionKind
  /** Said before anything that comes. */
  readonly begin: readonly UpMessage[]
  readonly parse: (bytes: Uint8Array) => Result<UpMessage, MessageError>
  /** Null for what has no word in it. */
  readonly encode: (message: DownMessage) => Uint8Array | null
}

export const manyRooms: Dialect = { kind: 'many-rooms', begin: [], parse: parseUp, encode: encodeDown }

const onlyJoin = 1

export const createOneRoom = (version: number, ticket: string, room: RoomRef): Dialect => {
  let lastSeq = 0
  return {
    kind: 'one-room',
    begin: [
      { type: 'hello', version, ticket },
      { type: 'open', joinId: onlyJoin, ...room, clientIds: [] },
    ],
    parse: frame => {
      lastSeq += 1
      return ok({ type: 'room', joinId: onlyJoin, seq: lastSeq, frame })
    },
    encode: message => {
      switch (message.type) {
        case 'room':
          return message.frame
        case 'welcome':
        case 'opened':
        case 'closed':
        case 'pong':
          return null
        default:
          return unreachable(message)
      }
    },
  }
}
