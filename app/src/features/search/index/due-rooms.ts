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

/** What a room was when the index took it in. */
const madeFromOf = (room: RoomRow | undefined): string => `${room?.head ?? 0}:${room?.materialized ?? 0}`

const toDue = (roomId: ThreadId, thread: ThreadRow | undefined, room: RoomRow | undefined): DueRoom => ({
  roomId,
  thread,
  row: {
    roomId,
    madeFrom: madeFromOf(room),
    ...(room?.materialized === 0 ? { waits: 1 } : {}),
  },
})

/** Whatever differs from what the index says of itself, newest first; and what it has of threads that are gone. */
export const allRooms = async (
  database: Database,
  indexed: readonly SearchRoomRow[],
): Promise<readonly DueRoom[]> => {
  const table = database.table<ThreadRow, RoomAddress>('threads')
  const rooms = new Map<string, RoomRow>()
  for (const room of await database.rooms.toArray()) rooms.set(room.roomId, room)
  const madeFrom = new Map<string, string>(indexed.map(row => [row.roomId, row.madeFrom]))
  const isDue = (roomId: string): boolean => madeFrom.get(roomId) !== madeFromOf(rooms.get(roomId))
  const held = new Set<string>((await table.toCollection().primaryKeys()).map(([, roomId]) => roomId))
  // Mostly nothing differs: the keys alone say so, and whoever asks meanwhile does not wait for five thousand rows.
  const threads = [...held].some(isDue) ? await table.toArray() : []
  const due = threads
    .filter(({ roomId }) => isDue(roomId))
    .toSorted((a, b) => b.lastAt - a.lastAt)
    .map(thread => toDue(thread.roomId, thread, rooms.get(thread.roomId)))
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
  const keys = await database.table<ThreadRow, RoomAddress>('threads').toCollection().primaryKeys()
  const held = new Set<string>(keys.map(([, roomId]) => roomId))
  const indexed = await searchRoomsOf(database).toCollection().primaryKeys()
  return indexed.filter(id => !held.has(id)).map(id => toDue(ThreadId.parse(id), undefined, undefined))
}
