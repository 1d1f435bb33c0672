/** Which threads the index must look at, and as what it will have seen them. */

import { ThreadId } from '@weft/shared/ids.ts'
import type { Database, RoomRow } from '../../../core/database.ts'
import type { ThreadRow } from '../../threads/tables.ts'
import { searchRoomsOf } from './segment-store.ts'
import type { SearchRoomRow } from './tables.ts'

export interface DueRoom {
  readonly roomId: ThreadId
  /** Absent: it is gone. */
  readonly thread: ThreadRow | undefined
  readonly row: SearchRoomRow
}

const toDue = (roomId: ThreadId, thread: ThreadRow | undefined, room: RoomRow | undefined): DueRoom => ({
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

/** The rooms of these ids as they are now. */
export const readRooms = async (database: Database, ids: readonly string[]): Promise<readonly DueRoom[]> => {
  const threads = await database.table<ThreadRow>('threads').where('roomId').anyOf(ids).toArray()
  const rooms = await database.rooms.bulkGet(
    threads.map(({ workspaceId, roomId }): RoomAddress => [workspaceId, roomId]),
  )
  const due = threads.map((thread, index) => toDue(thread.roomId, thread, rooms[index]))
  // A thread is let go by a commit of its workspace's document, whose hint is the only one.
  return ids.some(id => !id.startsWith('thr_') || !threads.some(({ roomId }) => roomId === id))
    ? [...due, ...(await goneRooms(database))]
    : due
}

type RoomAddress = [RoomRow['workspaceId'], RoomRow['roomId']]

const goneRooms = async (database: Database): Promise<readonly DueRoom[]> => {
  const held = new Set<unknown>(await database.table('threads').orderBy('roomId').uniqueKeys())
  const indexed = await searchRoomsOf(database).toCollection().primaryKeys()
  return indexed.filter(id => !held.has(id)).map(id => toDue(ThreadId.parse(id), undefined, undefined))
}
