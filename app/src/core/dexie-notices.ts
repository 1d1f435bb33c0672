/**
 * What pages are told of writes that come in bulk. Dexie tells every query of every tab each key of each row and of all its
 * index entries, once for each transaction: for an import that is more work for the page than drawing what came. Here the
 * writes go through a connection that tells nothing, and now and again one notice says in which rooms and tables
 * something has changed.
 */

import type { Clock } from '@weft/shared/env.ts'
import { Dexie, type IndexableType, type IndexSpec, RangeSet } from 'dexie'
import type { Database } from './database.ts'
import type { RoomRef } from './room-ref.ts'

/**
 * Pages are told when nothing has been written for so long, milliseconds, and while it goes on from time to time: each
 * notice makes them read again what they show of these tables, and until they have the next write waits.
 */
const quietFor = 300
const tellEvery = 1_500
/** Of a notice that names rooms: every query takes in the ranges of each, which is to be no long task of the page. */
const mostRooms = 24

/** Before it is opened: no query hears of what is written through it. Returns the same database. */
export const withoutNotices = (database: Database): Database => {
  database.unuse({ stack: 'dbcore', name: 'Observability' })
  return database
}

export interface CoarseNotices {
  /** Something of this room has changed in these tables. */
  readonly note: (room: RoomRef, tables: Iterable<string>) => void
}

export interface NoticesDeps {
  /** Opened by then: its schema is read. */
  readonly database: Database
  readonly clock: Clock
  /**
   * Tables of which pages read much of one room at a time: of these a notice says which rooms. Every query takes in every
   * range that a notice has, so of all others it says only that something has changed.
   */
  readonly byRoom: readonly string[]
}

/** A key of the index lies in this range if its row is of the room; an index that does not begin with the room has one range. */
const rangeIn = ({ keyPath, multi }: IndexSpec, room: RoomRef): readonly [IndexableType, IndexableType] => {
  const [first, second] = Array.isArray(keyPath) ? keyPath : []
  if (multi) return everything
  if (keyPath === 'roomId') return [room.roomId, room.roomId]
  if (first === 'roomId') return startingWith(room.roomId)
  if (first === 'workspaceId' && second === 'roomId') return startingWith(room.workspaceId, room.roomId)
  return everything
}

const everything = [Dexie.minKey, Dexie.maxKey] as const

const startingWith = (...parts: readonly string[]): readonly [IndexableType, IndexableType] => [
  [...parts],
  [...parts, Dexie.maxKey],
]

export const createCoarseNotices = ({ database, clock, byRoom }: NoticesDeps): CoarseNotices => {
  let changed: Record<string, RangeSet> | null = null
  const named = new Set<string>()
  let cancel = (): void => undefined
  let firstAt = 0
  let lastAt = 0

  /** To the queries of this worker, and over Dexie's channel to those of all others. */
  const tellNow = (): void => {
    if (changed) Dexie.on.storagemutated.fire(changed)
    changed = null
    named.clear()
    cancel()
  }

  const tellWhenDue = (): void => {
    const now = clock.now()
    const wait = Math.min(lastAt + quietFor, firstAt + tellEvery) - now
    if (wait <= 0) tellNow()
    else cancel = clock.after(wait, tellWhenDue)
  }

  const add = (part: string, [from, to]: readonly [IndexableType, IndexableType]): void => {
    const parts = (changed ??= {})
    const range = (parts[part] ??= new RangeSet())
    range.add(new RangeSet(from, to))
  }

  return {
    note: (room, tables) => {
      lastAt = clock.now()
      if (!changed) {
        firstAt = lastAt
        cancel = clock.after(quietFor, tellWhenDue)
      }
      for (const table of tables) {
        const { primKey, indexes } = database.table(table).schema
        const prefix = `idb://${database.name}/${table}/`
        const rangeOf = (index: IndexSpec) => (byRoom.includes(table) ? rangeIn(index, room) : everything)
        add(prefix, rangeOf(primKey))
        // Whoever lists keys or counts looks at what was taken away.
        add(`${prefix}:dels`, rangeOf(primKey))
        for (const index of indexes) add(`${prefix}${index.name}`, rangeOf(index))
        if (byRoom.includes(table)) named.add(room.roomId)
      }
      if (named.size === mostRooms) tellNow()
    },
  }
}
