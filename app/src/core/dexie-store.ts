/** The store on IndexedDB. One commit is one transaction; nothing is awaited in it but the database itself. */

import { err, ok } from '@weft/shared/result.ts'
import { Dexie, type Table } from 'dexie'
import type { Database } from './database.ts'
import type { DexieConnection } from './dexie-connection.ts'
import type { RoomRef } from './room-ref.ts'
import type { Commit, HeadMoved, LogEntry, RowWrite, Store, StoredUpdate } from './store.ts'

const addressOf = (room: RoomRef): [RoomRef['workspaceId'], RoomRef['roomId']] => [
  room.workspaceId,
  room.roomId,
]

const logRange = (database: Database, room: RoomRef, after: number) =>
  database.updates
    .where('[workspaceId+roomId+number]')
    .between([...addressOf(room), after + 1], [...addressOf(room), Dexie.maxKey])

const readLog = async (
  database: Database,
  room: RoomRef,
  after: number,
): Promise<{ readonly readable: readonly StoredUpdate[]; readonly damaged: number }> => {
  const rows = await logRange(database, room, after).toArray()
  const readable = rows.filter(row => row.damaged === undefined && row.bytes instanceof Uint8Array)
  return {
    readable: readable.map(row => ({ number: row.number, bytes: row.bytes })),
    damaged: rows.length - readable.length,
  }
}

/** Consecutive writes of one kind to one table become one request. */
const writeRows = async (database: Database, writes: readonly RowWrite[]): Promise<void> => {
  const puts = new Map<string, object[]>()
  const deletes = new Map<string, (string | readonly string[])[]>()
  for (const write of writes) {
    if (write.type === 'put') puts.set(write.table, [...(puts.get(write.table) ?? []), write.row])
    else deletes.set(write.table, [...(deletes.get(write.table) ?? []), write.key])
  }
  for (const [table, keys] of deletes) await database.table(table).bulkDelete(keys)
  for (const [table, rows] of puts) await database.table(table).bulkPut(rows)
}

const dropRows = async (database: Database, tables: Iterable<string>, room: RoomRef): Promise<void> => {
  for (const table of tables) {
    await database.table(table).where('[workspaceId+roomId]').equals(addressOf(room)).delete()
  }
}

const forget = async (database: Database, rowTables: readonly string[], room: RoomRef): Promise<void> => {
  await dropRows(database, rowTables, room)
  await logRange(database, room, 0).delete()
  await database.marks
    .where('[workspaceId+roomId+key]')
    .between([...addressOf(room), Dexie.minKey], [...addressOf(room), Dexie.maxKey])
    .delete()
  await database.snapshots.delete(addressOf(room))
  await database.rooms.delete(addressOf(room))
}

const appendLog = async (
  database: Database,
  room: RoomRef,
  head: number,
  updates: readonly LogEntry[],
): Promise<void> => {
  if (updates.length === 0) return
  const rows = updates.map((update, index) => ({
    workspaceId: room.workspaceId,
    roomId: room.roomId,
    number: head + index + 1,
    bytes: update.bytes,
    touched: update.touched,
  }))
  await database.updates.bulkAdd(rows)
}

const writeMarks = async (database: Database, commit: Commit): Promise<void> => {
  for (const { key, sealed } of commit.marks) {
    if (sealed) await database.marks.put({ ...refOf(commit), key, sealed })
    else await database.marks.delete([...addressOf(commit), key])
  }
}

const refOf = (room: RoomRef): RoomRef => ({ workspaceId: room.workspaceId, roomId: room.roomId })

/** Only what a commit writes is locked, so that pages go on reading the other tables meanwhile. */
const tablesOf = (commit: Commit, rowTables: readonly string[]): readonly string[] =>
  commit.forgotten.length > 0
    ? rowTables
    : [...new Set([...commit.dropped, ...commit.rows.map(write => write.table)])]

const notBuilt = async () => err({ type: 'storage-failed', detail: 'not built yet' } as const)
/** Takes the place of what comes next on this branch. */
const later = {
  aside: notBuilt,
  waitingRooms: notBuilt,
  outbox: notBuilt,
  waitingPlaces: notBuilt,
  waitingCount: notBuilt,
  acknowledge: notBuilt,
  cursor: notBuilt,
  moveCursor: notBuilt,
  enterEpoch: notBuilt,
  roomsToFold: notBuilt,
  foldable: notBuilt,
  fold: notBuilt,
}

/** `rowTables`: the derived tables, which all have an index [workspaceId+roomId]. */
export const createDexieStore = (connection: DexieConnection, rowTables: readonly string[]): Store => {
  const logTables = (database: Database): Table[] => [
    database.updates,
    database.snapshots,
    database.rooms,
    database.marks,
  ]

  return {
    ...later,
    load: room =>
      connection.run(database =>
        database.transaction('r', logTables(database), async () => {
          const row = await database.rooms.get(addressOf(room))
          const snapshot = await database.snapshots.get(addressOf(room))
          const log = await readLog(database, room, snapshot?.number ?? 0)
          const marks = await database.marks
            .where('[workspaceId+roomId+key]')
            .between([...addressOf(room), Dexie.minKey], [...addressOf(room), Dexie.maxKey])
            .toArray()
          return {
            head: row?.head ?? 0,
            materialized: row?.materialized ?? 0,
            snapshot: snapshot ? { number: snapshot.number, bytes: snapshot.bytes } : null,
            updates: log.readable,
            waiting: [],
            marks: new Map(marks.map(mark => [mark.key, mark.sealed])),
            damaged: log.damaged,
          }
        }),
      ),

    since: (room, number) =>
      connection.run(async database =>
        (await readLog(database, room, number)).readable.map(update => ({ ...update, waiting: true })),
      ),

    commit: async commit => {
      // A transaction that finds the head moved has written nothing yet; it ends empty and says so.
      const written = await connection.run(database =>
        database.transaction(
          'rw',
          [...logTables(database), ...tablesOf(commit, rowTables).map(name => database.table(name))],
          async (): Promise<number | HeadMoved> => {
            const head = (await database.rooms.get(addressOf(commit)))?.head ?? 0
            if (head !== commit.expectedHead) return { type: 'head-moved', head }
            await dropRows(database, commit.dropped, commit)
            await writeRows(database, commit.rows)
            for (const room of commit.forgotten) await forget(database, rowTables, room)
            await writeMarks(database, commit)
            await appendLog(database, commit, head, commit.updates)
            const newHead = head + commit.updates.length
            await database.rooms.put({ ...refOf(commit), head: newHead, materialized: commit.materialized })
            return newHead
          },
        ),
      )
      if (!written.ok) return written
      return typeof written.value === 'number' ? ok(written.value) : err(written.value)
    },

    setAside: (room, number) =>
      connection.run(async database => {
        await database.updates.update([...addressOf(room), number], { damaged: 1 })
      }),

    rooms: () => connection.run(async database => (await database.rooms.toArray()).map(refOf)),
  }
}
