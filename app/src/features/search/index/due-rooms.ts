/** Which threads the index must look at, and as what it will have seen them. */

import type { ThreadId } from '@weft/shared/ids.ts'
import type { Database, RoomRow } from '../../../core/database.ts'
import type { ThreadRow } from '../../threads/tables.ts'
import { searchRoomsOf } from './segment-store.ts'
import type { SearchRoomRow } from './tables.ts'

export interface DueRoom {
  readonly workspaceId: RoomRow['workspaceId']
  readonly roomId: ThreadId
  readonly thread: ThreadRow | undefined
  readonly row: SearchRoomRow
}

const toDue = (roomId: ThreadId, thread: ThreadRow | undefined, room: RoomRow | undefined): DueRoom => ({
  // Only of threads that are there is a room asked for.
  workspaceId: thread?.workspaceId ?? ('' as RoomRow['workspaceId']),
  roomId,
  thread,
  row: {
    roomId,
    madeFrom: `${room?.head ?? 0}:${room?.materialized ?? 0}`,
    ...(room?.materialized === 0 ? { waits: 1 } : {}),
  },
})

/** Whatever differs from what the index says of itself, newest first; and what it has of threads that are gone. */
export const allRooms = async (
  database: Database,
  indexed: readonly SearchRoomRow[],
): Promise<readonly DueRoom[]> => {
  const threads = await database.table<ThreadRow>('threads').toArray()
  const rooms = new Map<string, RoomRow>()
  await database.rooms.each(room => {
    rooms.set(room.roomId, room)
  })
  const madeFrom = new Map<string, string>(indexed.map(row => [row.roomId, row.madeFrom]))
  const due = threads
    .toSorted((a, b) => b.lastAt - a.lastAt)
    .map(thread => toDue(thread.roomId, thread, rooms.get(thread.roomId)))
    .filter(({ roomId, row }) => madeFrom.get(roomId) !== row.madeFrom)
  const held = new Set<string>(threads.map(({ roomId }) => roomId))
  const gone = indexed.filter(({ roomId }) => !held.has(roomId))
  return [...due, ...gone.map(({ roomId }) => toDue(roomId, undefined, undefined))]
}

export const readRooms = async (database: Database, ids: readonly string[]): Promise<readonly DueRoom[]> => {
  const threads = await database.table<ThreadRow>('threads').where('roomId').anyOf(ids).toArray()
  const byId = new Map<string, ThreadRow>(threads.map(thread => [thread.roomId, thread]))
  const indexed = new Set(await searchRoomsOf(database).where('roomId').anyOf(ids).primaryKeys())
  const rooms = await database.rooms.bulkGet(
    threads.map(({ workspaceId, roomId }): [RoomRow['workspaceId'], RoomRow['roomId']] => [workspaceId, roomId]),
  )
  const rowById = new Map(rooms.flatMap(row => (row === undefined ? [] : [[String(row.roomId), row] as const])))
  return ids.flatMap(id => {
    const thread = byId.get(id)
    // Rooms of other kinds have no thread, and never had.
    if (thread === undefined && !indexed.has(id)) return []
    return [toDue(id as ThreadId, thread, rowById.get(id))]
  })
}
