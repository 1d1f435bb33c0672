/**
 * What waits for a server, in the database: the rows of `outbox`, the mark on rooms that have some, and the numbers
 * that an ack puts on updates. Every function here runs inside the caller's transaction.
 */

import { Dexie } from 'dexie'
import type { Database, RoomRow, UpdateRow } from './database.ts'
import { addressOf, roomRange } from './dexie-room.ts'
import type { RoomRef } from './room-ref.ts'
import type { Acknowledgement, WaitingRoom, WaitingUpdate } from './store.ts'

/** Rows read and written in one request: their bytes are in memory meanwhile. */
const rowsAtOnce = 256

const outboxRange = (database: Database, room: RoomRef, from = 0, through = Number.MAX_SAFE_INTEGER) =>
  database.outbox
    .where('[workspaceId+roomId+number]')
    .between([...addressOf(room), from], [...addressOf(room), through], true, true)

/** The numbers of updates that wait, in order. */
export const waitingNumbers = async (
  database: Database,
  room: RoomRef,
  from?: number,
  through?: number,
): Promise<readonly number[]> => {
  const keys = await outboxRange(database, room, from, through).primaryKeys()
  return keys.map(([, , number]) => number)
}

/** The room's row without the mark when nothing waits any more. */
const settleRoom = async (database: Database, room: RoomRef, isRefilled: boolean): Promise<void> => {
  const row = await database.rooms.get(addressOf(room))
  if (!row) return
  const left = await outboxRange(database, room).count()
  const { waiting: _waiting, refill, ...rest } = row
  const mustRefill = refill === 1 && !isRefilled
  const settled: RoomRow = {
    ...rest,
    ...(mustRefill ? { refill: 1 } : {}),
    ...(mustRefill || left > 0 ? { waiting: 1 } : {}),
  }
  await database.rooms.put(settled)
}

export const writeAcknowledgement = async (database: Database, ack: Acknowledgement): Promise<void> => {
  const named = 'from' in ack.rows ? null : new Set(ack.rows)
  const [from, through] =
    'from' in ack.rows ? [ack.rows.from, ack.rows.through] : [Math.min(...ack.rows), Math.max(0, ...ack.rows)]
  const waiting = await waitingNumbers(database, ack, Math.min(from, through), through)
  const numbers = named ? waiting.filter(number => named.has(number)) : waiting
  for (let start = 0; start < numbers.length; start += rowsAtOnce) {
    const keys = numbers
      .slice(start, start + rowsAtOnce)
      .map(number => [...addressOf(ack), number] satisfies [...ReturnType<typeof addressOf>, number])
    const rows = await database.updates.bulkGet(keys)
    const known = rows.filter(row => row !== undefined)
    await database.updates.bulkPut(known.map(row => ({ ...row, serverNumber: ack.serverNumber, own: 1 })))
    await database.outbox.bulkDelete(keys)
  }
  await settleRoom(database, ack, ack.refilled === true)
}

/** Takes an update out of the outbox without a number. */
export const withdraw = async (database: Database, room: RoomRef, number: number): Promise<void> => {
  await database.outbox.delete([...addressOf(room), number])
  await settleRoom(database, room, false)
}

export const readOutbox = async (
  database: Database,
  room: RoomRef,
  after: number,
  maxBytes: number,
): Promise<readonly WaitingUpdate[]> => {
  const numbers = await waitingNumbers(database, room, after + 1)
  const found: WaitingUpdate[] = []
  let bytes = 0
  for (const number of numbers) {
    const row: UpdateRow | undefined = await database.updates.get([...addressOf(room), number])
    if (!row) continue
    if (found.length > 0 && bytes + row.bytes.length > maxBytes) break
    bytes += row.bytes.length
    found.push({ number, bytes: row.bytes, touched: row.touched })
  }
  return found
}

export const readWaitingPlaces = async (database: Database, room: RoomRef): Promise<ReadonlySet<string>> => {
  const rows = await outboxRange(database, room).toArray()
  return new Set(rows.flatMap(row => row.touched))
}

/** Counts keys; reads none of them. */
export const countWaiting = (database: Database, workspaceId: RoomRef['workspaceId']): Promise<number> =>
  database.outbox
    .where('[workspaceId+roomId+number]')
    .between([workspaceId, Dexie.minKey], [workspaceId, Dexie.maxKey])
    .count()

export const readWaitingRooms = async (
  database: Database,
  workspaceId: RoomRef['workspaceId'],
): Promise<readonly WaitingRoom[]> => {
  const rows = await database.rooms
    .where('[workspaceId+waiting+writtenAt]')
    .between([workspaceId, 1, Dexie.minKey], [workspaceId, 1, Dexie.maxKey])
    .reverse()
    .toArray()
  return rows.map(({ roomId, head, refill }) => ({ workspaceId, roomId, head, refill: refill === 1 }))
}

/** Marks every room of a workspace to be sent whole. */
export const markRefill = async (database: Database, workspaceId: RoomRef['workspaceId']): Promise<void> => {
  const rows = await roomRange(database.rooms, workspaceId).toArray()
  await database.rooms.bulkPut(rows.map(row => ({ ...row, refill: 1, waiting: 1 })))
}
