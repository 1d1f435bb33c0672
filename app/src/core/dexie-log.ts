/** The log of a room in the database: reading, appending, setting aside, folding. Runs inside the caller's transaction. */

import { Dexie } from 'dexie'
import type { AsideReason } from './aside.ts'
import type { Database, UpdateRow } from './database.ts'
import { addressOf, refOf } from './dexie-room.ts'
import { waitingNumbers, withdraw } from './dexie-outbox.ts'
import { firstNumberAt, isUnseenAt, isWaiting, originOf } from './log-entries.ts'
import type { RoomRef } from './room-ref.ts'
import type {
  AsideUpdate,
  Commit,
  Fold,
  Foldable,
  LogEntry,
  LoggedUpdate,
  StoredRoom,
  StoredUpdate,
  WrittenPlace,
} from './store.ts'

const logRange = (database: Database, room: RoomRef, after: number) =>
  database.updates
    .where('[workspaceId+roomId+number]')
    .between([...addressOf(room), after + 1], [...addressOf(room), Dexie.maxKey])

const isReadable = (row: UpdateRow): boolean => row.aside === undefined && row.bytes instanceof Uint8Array

const isDamaged = (row: UpdateRow): boolean => row.aside === 'damaged' || !(row.bytes instanceof Uint8Array)

const readSnapshot = async (
  database: Database,
  room: RoomRef,
): Promise<{ readonly snapshot: StoredUpdate | null; readonly damaged: 0 | 1 }> => {
  const row = await database.snapshots.get(addressOf(room))
  if (!row) return { snapshot: null, damaged: 0 }
  const readable = row.damaged === undefined && row.bytes instanceof Uint8Array
  return readable
    ? { snapshot: { number: row.number, bytes: row.bytes }, damaged: 0 }
    : { snapshot: null, damaged: 1 }
}

const toStored = ({ number, bytes }: StoredUpdate): StoredUpdate => ({ number, bytes })

export const readRoom = async (database: Database, room: RoomRef): Promise<StoredRoom> => {
  const row = await database.rooms.get(addressOf(room))
  const { snapshot, damaged } = await readSnapshot(database, room)
  const rows = await logRange(database, room, 0).toArray()
  const marks = await database.marks
    .where('[workspaceId+roomId+key]')
    .between([...addressOf(room), Dexie.minKey], [...addressOf(room), Dexie.maxKey])
    .toArray()
  const readable = rows.filter(isReadable)
  return {
    head: row?.head ?? 0,
    materialized: row?.materialized ?? 0,
    snapshot,
    updates: readable.map(toStored),
    waiting: readable.filter(isWaiting).map(({ number }) => number),
    marks: new Map(marks.map(mark => [mark.key, mark.sealed])),
    damaged: rows.filter(isDamaged).length + damaged,
  }
}

export const readSince = async (
  database: Database,
  room: RoomRef,
  after: number,
): Promise<readonly LoggedUpdate[]> => {
  const rows = await logRange(database, room, after).toArray()
  const updates = rows.filter(isReadable).map(row => ({ ...toStored(row), waiting: isWaiting(row) }))
  // The row of the room is small; the snapshot is read only when it holds something new.
  const foldedThrough = (await database.rooms.get(addressOf(room)))?.foldedThrough ?? 0
  if (foldedThrough <= after) return updates
  const { snapshot } = await readSnapshot(database, room)
  return snapshot ? [{ ...snapshot, waiting: false }, ...updates] : updates
}

export const appendLog = async (
  database: Database,
  commit: Commit,
  head: number,
  updates: readonly LogEntry[],
): Promise<void> => {
  const rows = updates.map((update, index) => ({ ...refOf(commit), number: head + index + 1, ...update }))
  await database.updates.bulkAdd(rows)
  const waiting = rows.filter(isWaiting)
  await database.outbox.bulkAdd(waiting.map(({ number, touched }) => ({ ...refOf(commit), number, touched })))
}

/**
 * Raises the head without a row, so that no document which still holds what is set aside can commit on top of it.
 */
const raiseHead = async (database: Database, room: RoomRef): Promise<void> => {
  const row = await database.rooms.get(addressOf(room))
  if (row) await database.rooms.put({ ...row, head: row.head + 1 })
}

/** True if what is set aside came from a server, which can bring it again. */
export const setUpdateAside = async (
  database: Database,
  room: RoomRef,
  number: number,
  reason: AsideReason,
): Promise<boolean> => {
  const row = await database.updates.get([...addressOf(room), number])
  if (row) {
    await database.updates.put({ ...row, aside: reason })
    await withdraw(database, room, number)
    await raiseHead(database, room)
    return reason === 'damaged' && row.serverNumber !== undefined
  }
  const snapshot = await database.snapshots.get(addressOf(room))
  if (snapshot?.number !== number) return false
  await database.snapshots.put({ ...snapshot, damaged: 1 })
  await raiseHead(database, room)
  return true
}

export const readUnseenAt = async (
  database: Database,
  room: RoomRef,
  written: WrittenPlace,
): Promise<readonly number[]> => {
  const number = firstNumberAt(await logRange(database, written, 0).toArray(), written.place)
  const rows = await logRange(database, room, 0).toArray()
  return rows.filter(row => isUnseenAt(row, number)).map(row => row.number)
}

const asideRange = (database: Database, workspaceId: RoomRef['workspaceId']) =>
  database.updates
    .where('[workspaceId+aside]')
    .between([workspaceId, Dexie.minKey], [workspaceId, Dexie.maxKey])

export const readAside = async (
  database: Database,
  workspaceId: RoomRef['workspaceId'],
): Promise<readonly AsideUpdate[]> => {
  const rows = await asideRange(database, workspaceId).toArray()
  return rows.flatMap(({ roomId, number, bytes, touched, serverNumber, aside }) =>
    aside === undefined
      ? []
      : [{ workspaceId, roomId, number, bytes, touched, reason: aside, ...originOf(serverNumber) }],
  )
}

export const readFoldable = async (database: Database, room: RoomRef): Promise<Foldable> => {
  const { snapshot } = await readSnapshot(database, room)
  const rows = await logRange(database, room, 0).toArray()
  const updates = rows.filter(row => isReadable(row) && !isWaiting(row)).map(toStored)
  return { snapshot, updates }
}

const asideNumbers = async (database: Database, room: RoomRef): Promise<readonly number[]> => {
  const keys = await asideRange(database, room.workspaceId).primaryKeys()
  return keys.flatMap(([, roomId, number]) => (roomId === room.roomId ? [number] : []))
}

/** Are all of these set aside, still? */
export const areAside = async (
  database: Database,
  room: RoomRef,
  numbers: readonly number[],
): Promise<boolean> => {
  if (numbers.length === 0) return true
  const aside = new Set(await asideNumbers(database, room))
  return numbers.every(number => aside.has(number))
}

export const deleteUpdates = (database: Database, room: RoomRef, numbers: readonly number[]): Promise<void> =>
  database.updates.bulkDelete(numbers.map(number => [...addressOf(room), number]))

export const writeFold = async (database: Database, fold: Fold): Promise<boolean> => {
  const row = await database.rooms.get(addressOf(fold))
  // A damaged snapshot keeps its number here: it is never written over.
  if (!row || (row.foldedThrough ?? 0) !== fold.from) return false
  const kept = new Set([...(await waitingNumbers(database, fold)), ...(await asideNumbers(database, fold))])
  const stored = await logRange(database, fold, 0).primaryKeys()
  const folded = new Set(fold.rows)
  const keys = stored.filter(([, , number]) => folded.has(number) && !kept.has(number))
  if (keys.length !== folded.size) return false
  await database.snapshots.put({ ...refOf(fold), number: fold.through, bytes: fold.bytes })
  await database.updates.bulkDelete(keys)
  await database.rooms.put({ ...row, foldedThrough: fold.through })
  return true
}

export const forgetLog = async (database: Database, room: RoomRef): Promise<void> => {
  await logRange(database, room, 0).delete()
  await database.outbox
    .where('[workspaceId+roomId+number]')
    .between([...addressOf(room), 0], [...addressOf(room), Dexie.maxKey])
    .delete()
  await database.marks
    .where('[workspaceId+roomId+key]')
    .between([...addressOf(room), Dexie.minKey], [...addressOf(room), Dexie.maxKey])
    .delete()
  await database.snapshots.delete(addressOf(room))
  await database.rooms.delete(addressOf(room))
}
