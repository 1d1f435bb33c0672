/** What a server sends of one room: its snapshot, if it sends one, and updates. One commit, or nothing of it. */

import type { RoomRef } from './room-ref.ts'
import type { CursorMove } from './store.ts'

export interface ServerUpdate {
  readonly bytes: Uint8Array
  /** The workspace's number; 0 when the frame has none. */
  readonly number: number
}

/** A room of an answer of /sync, complete: half of one is never stored. */
export interface RoomPage extends RoomRef {
  /** A snapshot first. It is an update like any other, and becomes a row of the log like any other. */
  readonly updates: readonly ServerUpdate[]
  /** Moves with the room's rows: what is done by now, or the page's end. */
  readonly cursor: CursorMove
}

/** An update of a live frame. */
export interface LiveUpdate extends ServerUpdate {
  readonly epoch: string
}
