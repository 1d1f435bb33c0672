/** The server's log by the rules of the room log: numbers without gaps, the same bytes once, a snapshot for old rows. */

import { equalBytes } from '@weft/shared/bytes.ts'
import { checkUpdate, type ClockRange, type UpdateFacts } from '@weft/shared/protocol/check-update.ts'
import type { RoomId } from '@weft/shared/ids.ts'
import * as Y from 'yjs'

export interface MemoryRow {
  readonly number: number
  readonly bytes: Uint8Array
}

export interface MemoryLogRoom {
  readonly roomId: RoomId
  readonly head: number
  readonly snapshot: MemoryRow | null
  readonly rows: readonly MemoryRow[]
}

export interface MemoryLogState {
  readonly head: number
  readonly rooms: ReadonlyMap<RoomId, MemoryLogRoom>
}

export interface MemoryLog {
  readonly state: () => MemoryLogState
  /** The number, or 0 if these bytes were there. */
  readonly append: (roomId: RoomId, bytes: Uint8Array) => number
  readonly room: (roomId: RoomId) => MemoryLogRoom | undefined
  /** The room as a document; made of committed rows only. */
  readonly doc: (roomId: RoomId) => Y.Doc
  readonly compact: (roomId: RoomId) => void
  readonly restore: (state: MemoryLogState) => void
  readonly remove: (roomId: RoomId) => void
}

const updatesOf = (room: MemoryLogRoom): readonly MemoryRow[] =>
  room.snapshot === null ? room.rows : [room.snapshot, ...room.rows]

export const createMemoryLog = (): MemoryLog => {
  let state: MemoryLogState = { head: 0, rooms: new Map() }
  const docs = new Map<RoomId, Y.Doc>()

  const doc = (roomId: RoomId): Y.Doc => {
    const known = docs.get(roomId)
    if (known) return known
    const made = new Y.Doc()
    for (const { bytes } of updatesOf(
      state.rooms.get(roomId) ?? { roomId, head: 0, snapshot: null, rows: [] },
    ))
      Y.applyUpdate(made, bytes)
    docs.set(roomId, made)
    return made
  }

  const put = (room: MemoryLogRoom, head: number): void => {
    state = { head, rooms: new Map(state.rooms).set(room.roomId, room) }
  }

  return {
    state: () => state,
    room: roomId => state.rooms.get(roomId),
    doc,
    append: (roomId, bytes) => {
      const room = state.rooms.get(roomId) ?? { roomId, head: 0, snapshot: null, rows: [] }
      if (room.rows.some(row => equalBytes(row.bytes, bytes))) return 0
      const number = state.head + 1
      const row = { number, bytes: bytes.slice() }
      doc(roomId)
      put({ ...room, head: number, rows: [...room.rows, row] }, number)
      Y.applyUpdate(doc(roomId), row.bytes)
      return number
    },
    compact: roomId => {
      const room = state.rooms.get(roomId)
      if (!room || room.rows.length === 0) return
      const snapshot = { number: room.head, bytes: Y.encodeStateAsUpdate(doc(roomId)) }
      put({ ...room, snapshot, rows: [] }, state.head)
    },
    restore: restored => {
      state = restored
      docs.clear()
    },
    remove: roomId => {
      const rooms = new Map(state.rooms)
      const number = state.head + 1
      rooms.set(roomId, { roomId, head: number, snapshot: null, rows: [] })
      state = { head: number, rooms }
      docs.delete(roomId)
    },
  }
}

export const factsOf = (update: Uint8Array): UpdateFacts | null => {
  const facts = checkUpdate(update)
  return facts.ok ? facts.value : null
}

/** Which clocks of each client somebody holds. A higher one says nothing of those below: they may be on their way. */
export type Held = ReadonlyMap<number, readonly ClockRange[]>

export const heldIn = (updates: readonly Uint8Array[]): Held => {
  const held = new Map<number, ClockRange[]>()
  for (const update of updates) {
    for (const { client, ranges } of factsOf(update)?.clients ?? []) {
      held.set(client, [...(held.get(client) ?? []), ...ranges])
    }
  }
  for (const ranges of held.values()) ranges.sort((a, b) => a.from - b.from)
  return held
}

const covers = (ranges: readonly ClockRange[], { from, to }: ClockRange): boolean => {
  let reached = from
  for (const range of ranges) if (range.from <= reached) reached = Math.max(reached, range.to)
  return reached >= to
}

/** Does whoever holds this hold the update? */
export const isHeld = (held: Held, update: Uint8Array): boolean =>
  (factsOf(update)?.clients ?? []).every(({ client, ranges }) =>
    ranges.every(range => covers(held.get(client) ?? [], range)),
  )
