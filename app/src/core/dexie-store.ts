/**
 * The store on IndexedDB. One commit is one transaction; nothing is awaited in it but the database itself. What is
 * done to the log and to the outbox inside a transaction is in `dexie-log.ts` and `dexie-outbox.ts`.
 */

import { must } from '@weft/shared/assert.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { Table } from 'dexie'
import { applyCursorMove, noCursor, restartedCursor } from './cursor-move.ts'
import type { Database } from './database.ts'
import type { DexieConnection } from './dexie-connection.ts'
import {
  appendLog,
  areAside,
  deleteUpdates,
  forgetLog,
  readAside,
  readFoldable,
  readRoom,
  readSince,
  readUnseenAt,
  setUpdateAside,
  writeFold,
} from './dexie-log.ts'
import {
  countWaiting,
  markRefill,
  readOutbox,
  readWaitingPlaces,
  readWaitingRooms,
  writeAcknowledgement,
} from './dexie-outbox.ts'
import { blobEpochName } from './dexie-blob-marks.ts'
import { addressOf, refOf } from './dexie-room.ts'
import { entriesOf } from './log-entries.ts'
import type { RoomRef } from './room-ref.ts'
import type {
  Acknowledgement,
  Commit,
  Cursor,
  CursorMove,
  HeadMoved,
  RowWrite,
  StorageError,
  Store,
} from './store.ts'

/** Consecutive writes of one kind to one table become one request. */
const writeRows = async (database: Database, writes: readonly RowWrite[]): Promise<void> => {
  const puts = new Map<string, object[]>()
  const deletes = new Map<string, (string | readonly string[])[]>()
  const add = <T>(lists: Map<string, T[]>, table: string, entry: T): void => {
    const list = lists.get(table)
    if (list) list.push(entry)
    else lists.set(table, [entry])
  }
  for (const write of writes) {
    if (write.type === 'put') add(puts, write.table, write.row)
    else add(deletes, write.table, write.key)
  }
  for (const [table, keys] of deletes) await database.table(table).bulkDelete(keys)
  for (const [table, rows] of puts) await database.table(table).bulkPut(rows)
}

const dropRows = async (database: Database, tables: Iterable<string>, room: RoomRef): Promise<void> => {
  for (const table of tables) {
    await database.table(table).where('[workspaceId+roomId]').equals(addressOf(room)).delete()
  }
}

const writeMarks = async (database: Database, commit: Commit): Promise<void> => {
  for (const { key, sealed } of commit.marks) {
    if (sealed) await database.marks.put({ ...refOf(commit), key, sealed })
    else await database.marks.delete([...addressOf(commit), key])
  }
}

const readCursor = async (database: Database, workspaceId: RoomRef['workspaceId']): Promise<Cursor> => {
  const row = await database.cursors.get(workspaceId)
  if (!row) return noCursor
  const { epoch, number, done, syncedAt } = row
  return { epoch, number, done, syncedAt }
}

const writeCursorMove = async (
  database: Database,
  workspaceId: RoomRef['workspaceId'],
  move: CursorMove,
): Promise<void> => {
  const before = await readCursor(database, workspaceId)
  const after = applyCursorMove(before, move)
  if (after !== before) await database.cursors.put({ workspaceId, ...after })
}

const acknowledgeOne = async (database: Database, ack: Acknowledgement): Promise<void> => {
  const cursor = await readCursor(database, ack.workspaceId)
  // What another database has committed is not known to be in this one.
  if (cursor.epoch !== ack.epoch) return
  await writeAcknowledgement(database, ack)
  const move = { type: 'step', epoch: ack.epoch, number: ack.serverNumber } as const
  await writeCursorMove(database, ack.workspaceId, move)
}

/** Only what a commit writes is locked, so that pages go on reading the other tables meanwhile. */
const tablesOf = (commit: Commit, rowTables: readonly string[]): readonly string[] =>
  commit.forgotten.length > 0
    ? rowTables
    : [...new Set([...commit.dropped, ...commit.rows.map(write => write.table)])]

const logTableNames = ['updates', 'outbox', 'snapshots', 'rooms', 'marks', 'cursors'] as const

/** What a commit may change: tables of its rows, and of its log. */
export const changedTables = (commit: Commit, rowTables: readonly string[]): readonly string[] => [
  ...tablesOf(commit, rowTables),
  ...logTableNames,
]

export interface DexieStore extends Store {
  /** Commits of different rooms in one transaction: all are stored, but for those whose head has moved, or none. */
  readonly commitAll: (
    commits: readonly Commit[],
  ) => Promise<Result<readonly Result<number, HeadMoved>[], StorageError>>
}

/** `rowTables`: the derived tables, which all have an index [workspaceId+roomId]. */
export const createDexieStore = (connection: DexieConnection, rowTables: readonly string[]): DexieStore => {
  const logTables = (database: Database): Table[] => logTableNames.map(name => database.table(name))

  // Dexie keeps a transaction alive across awaits only when it sees that the function itself is async.
  const readLog = <T>(action: (database: Database) => Promise<T>) =>
    connection.run(database => database.transaction('r', logTables(database), async () => action(database)))

  const changeLog = <T>(action: (database: Database) => Promise<T>) =>
    connection.run(database => database.transaction('rw', logTables(database), async () => action(database)))

  const writeCommit = async (database: Database, commit: Commit): Promise<number | HeadMoved> => {
    const row = await database.rooms.get(addressOf(commit))
    const head = row?.head ?? 0
    const madeFrom = commit.madeFrom ?? row?.materialized ?? 0
    if (head !== commit.expectedHead || (row?.materialized ?? 0) !== madeFrom)
      return { type: 'head-moved', head }
    const settled = commit.settled ?? []
    if (!(await areAside(database, commit, settled))) return { type: 'head-moved', head }
    await dropRows(database, commit.dropped, commit)
    await writeRows(database, commit.rows)
    for (const room of commit.forgotten) {
      const found = await database.rooms.get(addressOf(room))
      if (room.head !== undefined && room.head !== (found?.head ?? 0)) continue
      await dropRows(database, rowTables, room)
      await forgetLog(database, room)
    }
    await writeMarks(database, commit)
    const { updates, waits } = entriesOf(commit, await readCursor(database, commit.workspaceId))
    if (updates.length > 0) await appendLog(database, commit, head, updates)
    if (settled.length > 0) await deleteUpdates(database, commit, settled)
    if (commit.cursor) await writeCursorMove(database, commit.workspaceId, commit.cursor)
    const newHead = head + updates.length
    await database.rooms.put({
      ...row,
      ...refOf(commit),
      head: newHead,
      materialized: commit.materialized,
      writtenAt: updates.length > 0 ? commit.at : (row?.writtenAt ?? 0),
      ...(waits ? { waiting: 1 } : {}),
    })
    return newHead
  }

  const commitAll: DexieStore['commitAll'] = async commits => {
    const names = new Set(commits.flatMap(commit => changedTables(commit, rowTables)))
    // A commit that finds the head moved has written nothing yet, and says so.
    const written = await connection.run(database =>
      database.transaction(
        'rw',
        [...names].map(name => database.table(name)),
        async () => Promise.all(commits.map(async commit => writeCommit(database, commit))),
      ),
    )
    if (!written.ok) return written
    return ok(written.value.map(answer => (typeof answer === 'number' ? ok(answer) : err(answer))))
  }

  return {
    load: room => readLog(database => readRoom(database, room)),
    since: (room, number) => readLog(database => readSince(database, room, number)),
    commit: async commit => {
      const written = await commitAll([commit])
      return written.ok ? must(written.value[0], 'an answer to the commit') : written
    },
    commitAll,
    setAside: (room, number, reason) =>
      changeLog(async database => {
        const comesAgain = await setUpdateAside(database, room, number, reason)
        if (!comesAgain) return
        const cursor = await readCursor(database, room.workspaceId)
        await database.cursors.put({ workspaceId: room.workspaceId, ...cursor, number: 0, done: [] })
      }),
    aside: workspaceId => readLog(database => readAside(database, workspaceId)),
    rooms: () => connection.run(async database => (await database.rooms.toArray()).map(refOf)),

    waitingRooms: workspaceId => readLog(database => readWaitingRooms(database, workspaceId)),
    outbox: (room, after, maxBytes) => readLog(database => readOutbox(database, room, after, maxBytes)),
    waitingPlaces: room => readLog(database => readWaitingPlaces(database, room)),
    waitingCount: workspaceId => readLog(database => countWaiting(database, workspaceId)),
    unseenAt: (room, written) => readLog(database => readUnseenAt(database, room, written)),
    acknowledge: ack => changeLog(database => acknowledgeOne(database, ack)),
    acknowledgeAll: acks =>
      changeLog(async database => {
        for (const ack of acks) await acknowledgeOne(database, ack)
      }),

    cursor: workspaceId => readLog(database => readCursor(database, workspaceId)),
    moveCursor: (workspaceId, move) => changeLog(database => writeCursorMove(database, workspaceId, move)),
    enterEpoch: (workspaceId, server) =>
      connection.run(database =>
        database.transaction('rw', [...logTables(database), database.device], async () => {
          const before = await readCursor(database, workspaceId)
          const restarted = restartedCursor(before, server)
          if (!restarted) return false
          await database.cursors.put({ workspaceId, ...restarted })
          if (before.epoch === '') return false
          await markRefill(database, workspaceId)
          // What confirmed the blobs is gone as well, also where the epoch is the same: a workspace that begins anew.
          await database.device.update(blobEpochName(workspaceId), { value: '' })
          return true
        }),
      ),

    roomsToFold: rows =>
      connection.run(async database => {
        const all = await database.rooms.toArray()
        return all.filter(room => room.head - (room.foldedThrough ?? 0) >= rows).map(refOf)
      }),
    foldable: room => readLog(database => readFoldable(database, room)),
    fold: fold => changeLog(database => writeFold(database, fold)),
  }
}
