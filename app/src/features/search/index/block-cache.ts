/** Bytes of segments by their places, read block by block; those that were used last stay in memory, up to a bound. */

import { concatBytes } from '@weft/shared/bytes.ts'
import { crc32 } from './crc32.ts'
import { blockSize, type SegmentStore } from './segment-store.ts'
import type { BlockKey, BlockKind } from './tables.ts'

export interface BlockCache {
  /** Throws where a block is not there, or is not what was written. */
  readonly read: (segment: string, kind: BlockKind, at: number, size: number) => Promise<Uint8Array>
}

/** Sixteen megabytes: most of the lists of a hundred thousand messages. */
const keptBlocks = 512

export const createBlockCache = (store: Pick<SegmentStore, 'blocks'>): BlockCache => {
  const blocks = new Map<string, Uint8Array>()
  const nameOf = ([segment, kind, number]: BlockKey): string => `${segment}/${kind}/${number}`

  const load = async (keys: readonly BlockKey[]): Promise<ReadonlyMap<string, Uint8Array>> => {
    const loaded = new Map<string, Uint8Array>()
    const rows = keys.length === 0 ? [] : await store.blocks(keys)
    for (const [index, key] of keys.entries()) {
      const row = rows[index]
      if (row === undefined || crc32(row.bytes) !== row.checksum)
        throw new RangeError(`Block ${nameOf(key)} of the index is not what was written`)
      loaded.set(nameOf(key), row.bytes)
    }
    return loaded
  }

  /** The last one used is the last one to go. */
  const keep = (name: string, bytes: Uint8Array): void => {
    blocks.delete(name)
    blocks.set(name, bytes)
  }

  return {
    read: async (segment, kind, at, size) => {
      const keys: BlockKey[] = []
      for (let number = Math.floor(at / blockSize); number * blockSize < at + size; number += 1)
        keys.push([segment, kind, number])
      // Held from here on: many read at once, and what one lets go another may have counted on.
      const held = keys.map(key => blocks.get(nameOf(key)))
      const loaded = await load(keys.filter((_, index) => held[index] === undefined))
      const parts = keys.map((key, index) => {
        const name = nameOf(key)
        const bytes = held[index] ?? loaded.get(name) ?? new Uint8Array()
        keep(name, bytes)
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
