/** A room of the memory store, as values: each change gives a new one. */

import type { AsideReason } from './aside.ts'
import { isWaiting, originOf } from './log-entries.ts'
import type { RoomRef } from './room-ref.ts'
import type {
  Acknowledgement,
  AsideUpdate,
  Fold,
  LogEntry,
  LoggedUpdate,
  StoredRoom,
  StoredUpdate,
} from './store.ts'

export interface MemoryUpdate extends LogEntry {
  readonly number: number
  /** It waited here until the server confirmed it. */
  readonly own?: 1
}

export interface MemoryRoom {
  readonly ref: RoomRef
  readonly head: number
  readonly materialized: number
  readonly writtenAt: number
  readonly updates: readonly MemoryUpdate[]
  readonly snapshot: StoredUpdate | null
  readonly snapshotDamaged: boolean
  /** Also when the snapshot is damaged: it is never written over. */
  readonly foldedThrough: number
  readonly refill: boolean
  readonly marks: ReadonlyMap<string, Uint8Array>
}

export const emptyRoom = ({ workspaceId, roomId }: RoomRef): MemoryRoom => ({
  ref: { workspaceId, roomId },
  head: 0,
  materialized: 0,
  writtenAt: 0,
  updates: [],
  snapshot: null,
  snapshotDamaged: false,
  foldedThrough: 0,
  refill: false,
  marks: new Map(),
})

export const readable = (room: MemoryRoom): readonly MemoryUpdate[] =>
  room.updates.filter(update => update.aside === undefined)

export const waitingOf = (room: MemoryRoom): readonly MemoryUpdate[] => room.updates.filter(isWaiting)

const toStored = ({ number, bytes }: StoredUpdate): StoredUpdate => ({ number, bytes })

export const toStoredRoom = (room: MemoryRoom): StoredRoom => ({
  head: room.head,
  materialized: room.materialized,
  snapshot: room.snapshot,
  updates: readable(room).map(toStored),
  waiting: waitingOf(room).map(({ number }) => number),
  marks: room.marks,
  damaged: room.updates.filter(({ aside }) => aside === 'damaged').length + (room.snapshotDamaged ? 1 : 0),
})

export const updatesSince = (room: MemoryRoom, after: number): readonly LoggedUpdate[] => {
  const updates = readable(room)
    .filter(({ number }) => number > after)
    .map(update => ({ ...toStored(update), waiting: isWaiting(update) }))
  return room.snapshot && room.foldedThrough > after
    ? [{ ...room.snapshot, waiting: false }, ...updates]
    : updates
}

/** `comesAgain`: what is set aside came from a server. */
export const setAside = (
  room: MemoryRoom,
  number: number,
  reason: AsideReason,
): { readonly room: MemoryRoom; readonly comesAgain: boolean } => {
  const found = room.updates.find(update => update.number === number)
  if (found) {
    const updates = room.updates.map(update => (update === found ? { ...update, aside: reason } : update))
    return {
      room: { ...room, head: room.head + 1, updates },
      comesAgain: reason === 'damaged' && found.serverNumber !== undefined,
    }
  }
  if (room.snapshot?.number !== number) return { room, comesAgain: false }
  const head = room.head + 1
  return { room: { ...room, head, snapshot: null, snapshotDamaged: true }, comesAgain: true }
}

export const asideOf = (room: MemoryRoom): readonly AsideUpdate[] =>
  room.updates.flatMap(({ number, bytes, touched, aside, serverNumber }) =>
    aside === undefined
      ? []
      : [{ ...room.ref, number, bytes, touched, reason: aside, ...originOf(serverNumber) }],
  )

/** Null when one of `numbers` is not set aside here. */
export const withoutAside = (room: MemoryRoom, numbers: readonly number[]): MemoryRoom | null => {
  const aside = new Set(asideOf(room).map(({ number }) => number))
  if (!numbers.every(number => aside.has(number))) return null
  return { ...room, updates: room.updates.filter(({ number }) => !numbers.includes(number)) }
}

export const acknowledged = (room: MemoryRoom, ack: Acknowledgement): MemoryRoom => {
  const { rows } = ack
  const isNamed = (number: number): boolean =>
    'from' in rows ? rows.from <= number && number <= rows.through : rows.includes(number)
  const updates = room.updates.map(update =>
    isWaiting(update) && isNamed(update.number)
      ? { ...update, serverNumber: ack.serverNumber, own: 1 as const }
      : update,
  )
  return { ...room, updates, refill: room.refill && ack.refilled !== true }
}

/** Null when the log is not what the fold was made from. */
export const folded = (room: MemoryRoom, fold: Fold): MemoryRoom | null => {
  if (room.foldedThrough !== fold.from) return null
  const gone = new Set(fold.rows)
  const rows = readable(room).filter(update => gone.has(update.number) && !isWaiting(update))
  if (rows.length !== gone.size) return null
  return {
    ...room,
    snapshot: { number: fold.through, bytes: fold.bytes.slice() },
    foldedThrough: fold.through,
    updates: room.updates.filter(({ number }) => !gone.has(number)),
  }
}
