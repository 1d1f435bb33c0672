/** Cuts what is written of a segment into blocks and stores them as they fill, so that no segment is ever held whole. */

import { crc32 } from './crc32.ts'
import { searchFormat } from './search-format.ts'
import { blockSize, type SegmentStore } from './segment-store.ts'
import type { BlockKind, BlockRow, SegmentRow } from './tables.ts'
import { type ByteWriter, createByteWriter } from './varint.ts'

export interface SegmentSink {
  readonly write: (kind: BlockKind, bytes: Uint8Array) => void
  /** Stores what has filled its blocks, and lets whoever waits have a turn. */
  readonly settle: () => Promise<void>
  /** Stores the rest; the row that makes the segment seen, for the commit. */
  readonly end: (documents: number) => Promise<SegmentRow>
}

export interface SegmentSinkDeps {
  readonly store: Pick<SegmentStore, 'putBlocks'>
  readonly id: string
  /** Resolves after a turn of the event loop when this has gone on for long. */
  readonly breathe: () => Promise<void>
}

interface Lane {
  readonly pending: ByteWriter
  count: number
  size: number
}

/** Blocks that are stored together. */
const together = 16

/** Read when a segment is opened; their bytes are what its checksum is over, in this order. */
export const openedKinds = ['documents', 'terms'] as const

export const createSegmentSink = ({ store, id, breathe }: SegmentSinkDeps): SegmentSink => {
  const createLane = (): Lane => ({ pending: createByteWriter(2 * blockSize), count: 0, size: 0 })
  const lanes = {
    documents: createLane(),
    terms: createLane(),
    postings: createLane(),
    positions: createLane(),
  }
  const checksums = { documents: 0, terms: 0 }
  let waiting: BlockRow[] = []

  const cut = (kind: BlockKind, isLast: boolean): void => {
    const lane = lanes[kind]
    const all = lane.pending.take()
    const whole = isLast ? all.length : all.length - (all.length % blockSize)
    for (let from = 0; from < whole; from += blockSize) {
      const bytes = all.slice(from, Math.min(from + blockSize, whole))
      waiting.push({ segment: id, kind, number: lane.count, bytes, checksum: crc32(bytes) })
      lane.count += 1
    }
    lane.pending.bytes(all.subarray(whole))
  }

  const storeWaiting = async (): Promise<void> => {
    const rows = waiting
    waiting = []
    if (rows.length > 0) await store.putBlocks(rows)
  }

  return {
    write: (kind, bytes) => {
      const lane = lanes[kind]
      lane.pending.bytes(bytes)
      lane.size += bytes.length
      if (kind === 'documents' || kind === 'terms') checksums[kind] = crc32(bytes, checksums[kind])
      if (lane.pending.size() >= blockSize) cut(kind, false)
    },
    settle: async () => {
      if (waiting.length >= together) await storeWaiting()
      await breathe()
    },
    end: async documents => {
      for (const kind of ['documents', 'terms', 'postings', 'positions'] as const) cut(kind, true)
      await storeWaiting()
      return {
        id,
        format: searchFormat,
        documents,
        sizes: {
          documents: lanes.documents.size,
          terms: lanes.terms.size,
          postings: lanes.postings.size,
          positions: lanes.positions.size,
        },
        checksum: (checksums.documents ^ checksums.terms) >>> 0,
      }
    },
  }
}
