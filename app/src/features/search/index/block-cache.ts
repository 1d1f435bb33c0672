/** Bytes of segments by their places, read block by block; those that were used last stay in memory, up to a bound. */

import { concatBytes } from '@weft/shared/bytes.ts'
import { crc32 } from './crc32.ts'
import { blockSize, type SegmentStore } from './segment-store.ts'
import type { BlockKey, BlockKind } from './tables.ts'

export interface BlockCache {
  /** Throws where a block is not there, or is not what was written. */
  readonly read: (segment: string, kind: BlockKind, at: number, size: number) => Promise<Uint8Array>
}

/** Eight megabytes. */
const keptBlocks = 256

export const createBlockCache = (store: Pick<SegmentStore, 'blocks'>): BlockCache => {
  const blocks = new Map<string, Uint8Array>()
  const nameOf = ([segment, kind, number]: BlockKey): string => `${segment}/${kind}/${number}`

  const load = async (keys: readonly BlockKey[]): Promise<void> => {
    const rows = await store.blocks(keys)
    for (const [index, row] of rows.entries()) {
      const key = keys[index]
      if (key === undefined) continue
      if (row === undefined || crc32(row.bytes) !== row.checksum)
        throw new RangeError(`Block ${nameOf(key)} of the index is not what was written`)
      blocks.set(nameOf(key), row.bytes)
    }
  }

  return {
    read: async (segment, kind, at, size) => {
      const keys: BlockKey[] = []
      for (let number = Math.floor(at / blockSize); number * blockSize < at + size; number += 1)
        keys.push([segment, kind, number])
      const missing = keys.filter(key => !blocks.has(nameOf(key)))
      if (missing.length > 0) await load(missing)
      const parts = keys.map(key => {
        const name = nameOf(key)
        const bytes = blocks.get(name) ?? new Uint8Array()
        // The last one used is the last one to go.
        blocks.delete(name)
        blocks.set(name, bytes)
        return bytes
      })
      for (const oldest of blocks.keys()) {
        if (blocks.size <= keptBlocks) break
        blocks.delete(oldest)
      }
      const from = at % blockSize
      const [first] = parts
      const all = parts.length === 1 && first !== undefined ? first : concatBytes(...parts)
      if (all.length < from + size) throw new RangeError('A block of the index is cut off')
      return all.subarray(from, from + size)
    },
  }
}
