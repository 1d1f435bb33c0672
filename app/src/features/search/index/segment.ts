/** One segment, opened: its documents and terms in memory, its lists read as they are asked for. */

import { concatBytes } from '@weft/shared/bytes.ts'
import type { BlockCache } from './block-cache.ts'
import { crc32 } from './crc32.ts'
import { type DocumentTable, decodeDocumentTable } from './document-table.ts'
import { openedKinds } from './segment-sink.ts'
import { blockSize, type SegmentStore } from './segment-store.ts'
import type { BlockKey, BlockKind, SegmentRow } from './tables.ts'
import { readTermDictionary, type TermDictionary, type TermEntry } from './term-dictionary.ts'

export interface Segment {
  /** As it is stored; another one when documents of it have died. */
  readonly row: SegmentRow
  readonly table: DocumentTable
  readonly terms: TermDictionary
  readonly isDead: (document: number) => boolean
  /** Its number in the table; undefined of a room that has nothing here. */
  readonly roomNumber: (roomId: string) => number | undefined
  /** Documents that are not dead, and their words. */
  readonly live: { readonly documents: number; readonly words: number }
  /** Of entries that follow each other in the dictionary. */
  readonly postings: (entries: readonly TermEntry[]) => Promise<Uint8Array>
  readonly positions: (entry: TermEntry) => Promise<Uint8Array>
  /** The same with other documents dead. */
  readonly with: (row: SegmentRow) => Segment
}

export const isDeadIn = (dead: Uint8Array | undefined, document: number): boolean =>
  dead !== undefined && ((dead[document >> 3] ?? 0) & (1 << (document & 7))) !== 0

/** Throws where something of it is missing or is not what was written. */
export const openSegment = async (
  row: SegmentRow,
  store: Pick<SegmentStore, 'blocks'>,
  cache: BlockCache,
): Promise<Segment> => {
  const [documents, terms] = await readOpened(row, store)
  const table = decodeDocumentTable(documents)
  if (table.count !== row.documents) throw new RangeError('A segment has other documents than its row says')
  const roomNumbers = new Map(table.rooms.map((room, number) => [room, number]))
  return withRow(row, { table, terms: readTermDictionary(terms), roomNumbers }, cache)
}

const readOpened = async (
  { id, sizes, checksum }: SegmentRow,
  store: Pick<SegmentStore, 'blocks'>,
): Promise<readonly [Uint8Array, Uint8Array]> => {
  const keysOf = (kind: BlockKind): readonly BlockKey[] =>
    Array.from({ length: Math.ceil(sizes[kind] / blockSize) }, (_, number) => [id, kind, number] as const)
  const keys = openedKinds.flatMap(keysOf)
  const rows = await store.blocks(keys)
  const joined = (kind: BlockKind): Uint8Array =>
    concatBytes(...rows.flatMap(row => (row?.kind === kind ? row.bytes : [])))
  const [documents, terms] = [joined('documents'), joined('terms')]
  if ((crc32(documents) ^ crc32(terms)) >>> 0 !== checksum)
    throw new RangeError('A segment of the index is not what was written')
  return [documents, terms]
}

interface Read {
  readonly table: DocumentTable
  readonly terms: TermDictionary
  readonly roomNumbers: ReadonlyMap<string, number>
}

const withRow = (row: SegmentRow, read: Read, cache: BlockCache): Segment => {
  const { table, terms, roomNumbers } = read
  const isDead = (document: number): boolean => isDeadIn(row.dead, document)
  const live = { documents: 0, words: 0 }
  for (let document = 0; document < table.count; document += 1) {
    if (isDead(document)) continue
    live.documents += 1
    live.words += table.length[document] ?? 0
  }
  return {
    row,
    table,
    terms,
    isDead,
    roomNumber: roomId => roomNumbers.get(roomId),
    live,
    postings: entries => {
      const first = entries[0]
      const last = entries.at(-1)
      if (first === undefined || last === undefined) return Promise.resolve(new Uint8Array())
      return cache.read(
        row.id,
        'postings',
        first.postings,
        last.postings + last.postingsSize - first.postings,
      )
    },
    positions: entry => cache.read(row.id, 'positions', entry.positions, entry.positionsSize),
    with: changed => withRow(changed, read, cache),
  }
}
