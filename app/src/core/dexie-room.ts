/** How the tables are addressed: by workspace and room. */

import { Dexie, type Collection, type Table } from 'dexie'
import type { RoomRef } from './room-ref.ts'

export type Address = [RoomRef['workspaceId'], RoomRef['roomId']]

export const addressOf = (room: RoomRef): Address => [room.workspaceId, room.roomId]

export const refOf = (room: RoomRef): RoomRef => ({ workspaceId: room.workspaceId, roomId: room.roomId })

/** The rows of a workspace in a table whose key is [workspaceId+roomId]. */
export const roomRange = <Row>(
  table: Table<Row, Address>,
  workspaceId: RoomRef['workspaceId'],
): Collection<Row, Address> =>
  table.where('[workspaceId+roomId]').between([workspaceId, Dexie.minKey], [workspaceId, Dexie.maxKey])
