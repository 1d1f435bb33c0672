/** A store that forgets at the end: for simulations, and the second implementation that keeps the port honest. */

import { must } from '@weft/shared/assert.ts'
import type { WorkspaceId } from '@weft/shared/ids.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import { applyCursorMove, noCursor, restartedCursor } from './cursor-move.ts'
import { entriesOf, firstNumberAt, isUnseenAt, isWaiting } from './log-entries.ts'
import {
  acknowledged,
  asideOf,
  emptyRoom,
  folded,
  type MemoryRoom,
  type MemoryUpdate,
  readable,
  setAside,
  toStoredRoom,
  updatesSince,
  waitingOf,
  withoutAside,
} from './memory-room.ts'
import type { RoomRef } from './room-ref.ts'
import type {
  Acknowledgement,
  Commit,
  Cursor,
  RowWrite,
  StorageError,
  Store,
  WaitingUpdate,
} from './store.ts'

/** The primary key of a row as text, by table: the memory store's only knowledge of the tables. */
export type KeyOfRow = (table: string, row: object) => string

type Rows = ReadonlyMap<string, object>

export interface MemoryStore extends Store {
  /** The rows of a table by their key. */
  readonly rowsOf: (table: string) => Rows
}

interface State {
  readonly rooms: ReadonlyMap<string, MemoryRoom>
  readonly tables: ReadonlyMap<string, Rows>
  readonly cursors: ReadonlyMap<WorkspaceId, Cursor>
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

const marksAfter = (room: MemoryRoom, commit: Commit): ReadonlyMap<string, Uint8Array> => {
  const marks = new Map(room.marks)
  for (const mark of commit.marks) {
    if (mark.sealed) marks.set(mark.key, mark.sealed)
    else marks.delete(mark.key)
  }
  return marks
}

/** `beforeStep` runs before each step of a change and may throw, which must leave no trace. */
export const createMemoryStore = (keyOfRow: KeyOfRow, beforeStep: () => void = () => {}): MemoryStore => {
  let state: State = { rooms: new Map(), tables: new Map(), cursors: new Map() }

  const find = (room: RoomRef): MemoryRoom => state.rooms.get(addressOf(room)) ?? emptyRoom(room)

  const cursorOf = (workspaceId: WorkspaceId): Cursor => state.cursors.get(workspaceId) ?? noCursor

  const roomsOf = (workspaceId: WorkspaceId): readonly MemoryRoom[] =>
    [...state.rooms.values()].filter(room => room.ref.workspaceId === workspaceId)

  /** A change that throws on its way has changed nothing: the state is replaced at its end. */
  const attempt = <T>(change: () => readonly [Partial<State>, T]): Result<T, StorageError> => {
    try {
      beforeStep()
      const [changed, value] = change()
      beforeStep()
      state = { ...state, ...changed }
      return ok(value)
    } catch (cause) {
      return err({ type: 'storage-failed', detail: String(cause) })
    }
  }

  const withRoom = (room: MemoryRoom): Partial<State> =>
    state.rooms.has(addressOf(room.ref)) ? { rooms: new Map(state.rooms).set(addressOf(room.ref), room) } : {}

  const withCursor = (workspaceId: WorkspaceId, cursor: Cursor): Pick<State, 'cursors'> => ({
    cursors: new Map(state.cursors).set(workspaceId, cursor),
  })

  const acknowledgeAll = (acks: readonly Acknowledgement[]): Result<void, StorageError> =>
    attempt(() => {
      const rooms = new Map(state.rooms)
      const cursors = new Map(state.cursors)
      for (const ack of acks) {
        beforeStep()
        const cursor = cursors.get(ack.workspaceId) ?? noCursor
        if (cursor.epoch !== ack.epoch) continue
        const room = rooms.get(addressOf(ack))
        if (room) rooms.set(addressOf(ack), acknowledged(room, ack))
        const move = { type: 'step', epoch: ack.epoch, number: ack.serverNumber } as const
        cursors.set(ack.workspaceId, applyCursorMove(cursor, move))
      }
      return [{ rooms, cursors }, undefined]
    })

  const apply = (commit: Commit, room: MemoryRoom): State => {
    const tables = new Map(state.tables)
    const rooms = new Map(state.rooms)
    const cursors = new Map(state.cursors)
    dropRows(tables, commit.dropped, commit)
    for (const write of commit.rows) {
      beforeStep()
      writeRow(tables, write, keyOfRow)
    }
    for (const forgotten of commit.forgotten) {
      beforeStep()
      const head = rooms.get(addressOf(forgotten))?.head ?? 0
      if (forgotten.head !== undefined && forgotten.head !== head) continue
      rooms.delete(addressOf(forgotten))
      dropRows(tables, tables.keys(), forgotten)
    }
    beforeStep()
    const cursor = cursorOf(commit.workspaceId)
    const { updates } = entriesOf(commit, cursor)
    const appended = updates.map(
      (update, index): MemoryUpdate => ({
        ...update,
        number: room.head + index + 1,
        bytes: update.bytes.slice(),
      }),
    )
    rooms.set(addressOf(commit), {
      ...room,
      head: room.head + appended.length,
      materialized: commit.materialized,
      writtenAt: appended.length > 0 ? commit.at : room.writtenAt,
      updates: [...room.updates, ...appended],
      marks: marksAfter(room, commit),
    })
    if (commit.cursor) cursors.set(commit.workspaceId, applyCursorMove(cursor, commit.cursor))
    return { rooms, tables, cursors }
  }

  return {
    rowsOf: table => state.tables.get(table) ?? new Map(),
    load: async room => ok(toStoredRoom(find(room))),
    since: async (room, number) => ok(updatesSince(find(room), number)),
    commit: async commit => {
      const found = find(commit)
      const room = withoutAside(found, commit.settled ?? [])
      const madeFrom = commit.madeFrom ?? found.materialized
      if (!room || found.head !== commit.expectedHead || found.materialized !== madeFrom)
        return err({ type: 'head-moved', head: found.head })
      const committed = attempt(() => [apply(commit, room), undefined])
      return committed.ok
        ? ok(must(state.rooms.get(addressOf(commit)), 'the room just written').head)
        : committed
    },
    setAside: async (ref, number, reason) =>
      attempt(() => {
        const { room, comesAgain } = setAside(find(ref), number, reason)
        const cursor = cursorOf(ref.workspaceId)
        const restarted = comesAgain ? withCursor(ref.workspaceId, { ...cursor, number: 0, done: [] }) : {}
        return [{ ...withRoom(room), ...restarted }, undefined]
      }),
    aside: async workspaceId => ok(roomsOf(workspaceId).flatMap(asideOf)),
    rooms: async () => ok([...state.rooms.values()].map(room => room.ref)),

    waitingRooms: async workspaceId =>
      ok(
        roomsOf(workspaceId)
          .filter(room => room.refill || waitingOf(room).length > 0)
          .toSorted((a, b) => b.writtenAt - a.writtenAt)
          .map(({ ref, refill, head }) => ({ ...ref, refill, head })),
      ),
    outbox: async (ref, after, maxBytes) => {
      const found: WaitingUpdate[] = []
      let bytes = 0
      for (const { number, bytes: update, touched } of waitingOf(find(ref))) {
        if (number <= after) continue
        if (found.length > 0 && bytes + update.length > maxBytes) break
        bytes += update.length
        found.push({ number, bytes: update, touched })
      }
      return ok(found)
    },
    waitingPlaces: async ref => ok(new Set(waitingOf(find(ref)).flatMap(({ touched }) => touched))),
    waitingCount: async workspaceId =>
      ok(roomsOf(workspaceId).reduce((count, room) => count + waitingOf(room).length, 0)),
    unseenAt: async (ref, { place, ...document }) => {
      const number = firstNumberAt(find(document).updates, place)
      const unseen = find(ref).updates.filter(update => isUnseenAt(update, number))
      return ok(unseen.map(update => update.number))
    },
    acknowledge: async ack => acknowledgeAll([ack]),
    acknowledgeAll: async acks => acknowledgeAll(acks),

    cursor: async workspaceId => ok(cursorOf(workspaceId)),
    moveCursor: async (workspaceId, move) =>
      attempt(() => [withCursor(workspaceId, applyCursorMove(cursorOf(workspaceId), move)), undefined]),
    enterEpoch: async (workspaceId, server) =>
      attempt(() => {
        const before = cursorOf(workspaceId)
        const restarted = restartedCursor(before, server)
        if (!restarted) return [{}, false]
        const moved = withCursor(workspaceId, restarted)
        if (before.epoch === '') return [moved, false]
        const refilled = roomsOf(workspaceId).map(
          room => [addressOf(room.ref), { ...room, refill: true }] as const,
        )
        return [{ ...moved, rooms: new Map([...state.rooms, ...refilled]) }, true]
      }),

    roomsToFold: async rows =>
      ok(
        [...state.rooms.values()]
          .filter(room => room.head - room.foldedThrough >= rows)
          .map(room => room.ref),
      ),
    foldable: async ref => {
      const room = find(ref)
      const updates = readable(room)
        .filter(update => !isWaiting(update))
        .map(({ number, bytes }) => ({ number, bytes }))
      return ok({ snapshot: room.snapshot, updates })
    },
    fold: async fold =>
      attempt(() => {
        const room = folded(find(fold), fold)
        return room ? [withRoom(room), true] : [{}, false]
      }),
  }
}
