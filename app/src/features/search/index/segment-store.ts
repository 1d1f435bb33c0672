/** The tables of the index, as whoever reads it and whoever writes it need them. */

import type { Table } from 'dexie'
import { Dexie } from 'dexie'
import type { Database } from '../../../core/database.ts'
import type { BlockKey, BlockKind, BlockRow, SearchRoomRow, SegmentRow } from './tables.ts'

/** Bytes: a word in ten thousand reads one, and a question that reads many reads them together. */
export const blockSize = 32 * 1024

/** One step of the index: what was added is seen together with what it takes the place of. */
export interface IndexCommit {
  readonly added: readonly SegmentRow[]
  readonly removed: readonly string[]
  /** Of segments that stay: their rows with other documents dead. */
  readonly changed: readonly SegmentRow[]
  readonly rooms: readonly SearchRoomRow[]
  readonly goneRooms: readonly string[]
}

export interface SegmentStore {
  readonly segments: () => Promise<readonly SegmentRow[]>
  readonly blocks: (keys: readonly BlockKey[]) => Promise<readonly (BlockRow | undefined)[]>
  readonly putBlocks: (rows: readonly BlockRow[]) => Promise<void>
  readonly rooms: () => Promise<readonly SearchRoomRow[]>
  readonly commit: (commit: IndexCommit) => Promise<void>
  /** Blocks of segments that were never finished, or whose end was cut off. */
  readonly dropLeftovers: () => Promise<void>
  readonly clear: () => Promise<void>
}

export const segmentsOf = (database: Database): Table<SegmentRow, string> => database.table('searchSegments')
export const blocksOf = (database: Database): Table<BlockRow, [string, BlockKind, number]> =>
  database.table('searchBlocks')
export const searchRoomsOf = (database: Database): Table<SearchRoomRow, string> =>
  database.table('searchRooms')

const blocksOfSegment = (database: Database, segment: string) =>
  blocksOf(database)
    .where('[segment+kind+number]')
    // A key that is shorter comes before all that begin like it.
    .between([segment], [segment, Dexie.maxKey])

export const createSegmentStore = (database: Database): SegmentStore => {
  const segments = segmentsOf(database)
  const blocks = blocksOf(database)
  const rooms = searchRoomsOf(database)
  return {
    segments: () => segments.toArray(),
    blocks: keys => blocks.bulkGet(keys.map(([segment, kind, number]) => [segment, kind, number])),
    putBlocks: async rows => {
      await blocks.bulkPut([...rows])
    },
    rooms: () => rooms.toArray(),
    commit: ({ added, removed, changed, rooms: made, goneRooms }) =>
      database.transaction('rw', segments, blocks, rooms, async () => {
        await segments.bulkPut([...added, ...changed])
        await segments.bulkDelete([...removed])
        for (const id of removed) await blocksOfSegment(database, id).delete()
        await rooms.bulkPut([...made])
        await rooms.bulkDelete([...goneRooms])
      }),
    dropLeftovers: async () => {
      const known = new Set(await segments.toCollection().primaryKeys())
      const held = new Set<string>()
      await blocks.toCollection().eachPrimaryKey(([segment]) => held.add(segment))
      for (const id of held) if (!known.has(id)) await blocksOfSegment(database, id).delete()
    },
    clear: () =>
      database.transaction('rw', segments, blocks, rooms, async () => {
        await segments.clear()
        await blocks.clear()
        await rooms.clear()
      }),
  }
}
