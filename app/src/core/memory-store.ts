/** A store that forgets at the end: for simulations, and the second implementation that keeps the port honest. */

import { must } from '@weft/shared/assert.ts'
import { err, ok } from '@weft/shared/result.ts'
import type { RoomRef } from './room-ref.ts'
import type { Commit, RowWrite, Store, StoredRoom, StoredUpdate } from './store.ts'

/** The primary key of a row as text, by table: the memory store's only knowledge of the tables. */
export type KeyOfRow = (table: string, row: object) => string

interface MemoryRoom {
  readonly ref: RoomRef
  readonly head: number
  readonly materialized: number
  readonly updates: readonly StoredUpdate[]
  readonly damaged: ReadonlySet<number>
  readonly marks: ReadonlyMap<string, Uint8Array>
}

type Rows = ReadonlyMap<string, object>

export interface MemoryStore extends Store {
  /** The rows of a table by their key. */
  readonly rowsOf: (table: string) => Rows
}

interface State {
  readonly rooms: ReadonlyMap<string, MemoryRoom>
  readonly tables: ReadonlyMap<string, Rows>
}

export const keyToText = (key: string | readonly string[]): string =>
  typeof key === 'string' ? key : JSON.stringify(key)

const addressOf = (room: RoomRef): string => keyToText([room.workspaceId, room.roomId])

const belongsTo = (row: object, room: RoomRef): boolean =>
  'roomId' in row &&
  row.roomId === room.roomId &&
  'workspaceId' in row &&
  row.workspaceId === room.workspaceId

const writeRow = (tables: Map<string, Rows>, write: RowWrite, keyOfRow: KeyOfRow): void => {
  const rows = new Map(tables.get(write.table))
  if (write.type === 'put') rows.set(keyOfRow(write.table, write.row), write.row)
  else rows.delete(keyToText(write.key))
  tables.set(write.table, rows)
}

const dropRows = (tables: Map<string, Rows>, names: Iterable<string>, room: RoomRef): void => {
  for (const name of names) {
    const kept = [...(tables.get(name) ?? [])].filter(([, row]) => !belongsTo(row, room))
    tables.set(name, new Map(kept))
  }
}

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

/** `beforeStep` runs before each step of a commit and may throw, which must leave no trace. */
export const createMemoryStore = (keyOfRow: KeyOfRow, beforeStep: () => void = () => {}): MemoryStore => {
  let state: State = { rooms: new Map(), tables: new Map() }

  const find = (room: RoomRef): MemoryRoom =>
    state.rooms.get(addressOf(room)) ?? {
      ref: { workspaceId: room.workspaceId, roomId: room.roomId },
      head: 0,
      materialized: 0,
      updates: [],
      damaged: new Set(),
      marks: new Map(),
    }

  const readable = (room: MemoryRoom): readonly StoredUpdate[] =>
    room.updates.filter(update => !room.damaged.has(update.number))

  const load = (room: MemoryRoom): StoredRoom => ({
    head: room.head,
    materialized: room.materialized,
    snapshot: null,
    updates: readable(room),
    waiting: [],
    marks: room.marks,
    damaged: room.damaged.size,
  })

  const apply = (commit: Commit, room: MemoryRoom): State => {
    const tables = new Map(state.tables)
    const rooms = new Map(state.rooms)
    beforeStep()
    dropRows(tables, commit.dropped, commit)
    for (const write of commit.rows) {
      beforeStep()
      writeRow(tables, write, keyOfRow)
    }
    for (const forgotten of commit.forgotten) {
      beforeStep()
      rooms.delete(addressOf(forgotten))
      dropRows(tables, tables.keys(), forgotten)
    }
    const marks = new Map(room.marks)
    for (const mark of commit.marks) {
      if (mark.sealed) marks.set(mark.key, mark.sealed)
      else marks.delete(mark.key)
    }
    beforeStep()
    const appended = commit.updates.map((update, index) => ({
      number: room.head + index + 1,
      bytes: update.bytes.slice(),
    }))
    rooms.set(addressOf(commit), {
      ...room,
      head: room.head + appended.length,
      materialized: commit.materialized,
      updates: [...room.updates, ...appended],
      marks,
    })
    beforeStep()
    return { rooms, tables }
  }

  return {
    ...later,
    rowsOf: table => state.tables.get(table) ?? new Map(),
    load: async room => ok(load(find(room))),
    since: async (room, number) =>
      ok(
        readable(find(room))
          .filter(update => update.number > number)
          .map(update => ({ ...update, waiting: true })),
      ),
    commit: async commit => {
      const room = find(commit)
      if (room.head !== commit.expectedHead) return err({ type: 'head-moved', head: room.head })
      try {
        state = apply(commit, room)
      } catch (cause) {
        return err({ type: 'storage-failed', detail: String(cause) })
      }
      return ok(must(state.rooms.get(addressOf(commit)), 'the room just written').head)
    },
    setAside: async (room, number) => {
      const found = find(room)
      const rooms = new Map(state.rooms)
      rooms.set(addressOf(room), { ...found, damaged: new Set([...found.damaged, number]) })
      state = { ...state, rooms }
      return ok(undefined)
    },
    rooms: async () => ok([...state.rooms.values()].map(room => room.ref)),
  }
}
