/** A model store in memory, which a test can fill up. */

import { concatBytes } from '@weft/shared/bytes.ts'
import type { ModelStore } from '../download/model-store.ts'

export interface MemoryModelStore extends ModelStore {
  readonly bytes: (cache: string, url: string) => Uint8Array | undefined
  /** Beyond this many bytes the disk is full. */
  readonly limit: (bytes: number) => void
  /** Bytes until then. */
  readonly free: () => number
}

export const createMemoryModelStore = (): MemoryModelStore => {
  const files = new Map<string, Uint8Array<ArrayBuffer>>()
  let capacity = Number.POSITIVE_INFINITY
  const free = (): number => capacity - [...files.values()].reduce((sum, file) => sum + file.length, 0)
  const keyOf = (cache: string, url: string): string => `${cache} ${url}`

  return {
    has: async (cache, url) => files.has(keyOf(cache, url)),
    put: async (cache, url, body) => {
      const parts: Uint8Array[] = []
      let size = 0
      for await (const part of body) {
        size += part.length
        if (size > free()) throw new DOMException('The disk is full.', 'QuotaExceededError')
        parts.push(part)
      }
      files.set(keyOf(cache, url), concatBytes(...parts))
    },
    read: async (cache, url) => {
      const file = files.get(keyOf(cache, url))
      return file && new Blob([file]).stream()
    },
    remove: async (cache, url) => {
      files.delete(keyOf(cache, url))
    },
    list: async cache =>
      [...files.keys()].filter(key => key.startsWith(`${cache} `)).map(key => key.slice(cache.length + 1)),
    bytes: (cache, url) => files.get(keyOf(cache, url)),
    limit: bytes => {
      capacity = bytes
    },
    free,
  }
}
