/**
 * The lists of one term. Postings: each document that has it, as the distance from the one before, doubled, with one more
 * where it has the term once; how often follows otherwise. Positions: for each of them the places, as distances.
 */

import type { ByteWriter } from './varint.ts'

export interface PostingsWriter {
  /** Of the next document that has the term. `positions` in order, at least one. */
  readonly add: (document: number, positions: ArrayLike<number>, from: number, until: number) => void
}

/** For one term; `document` numbers rise. */
export const createPostingsWriter = (postings: ByteWriter, positions: ByteWriter): PostingsWriter => {
  let lastDocument = -1
  return {
    add: (document, places, from, until) => {
      const distance = (document - lastDocument - 1) * 2
      lastDocument = document
      const often = until - from
      postings.number(often === 1 ? distance + 1 : distance)
      if (often !== 1) postings.number(often)
      let last = 0
      for (let index = from; index < until; index += 1) {
        const place = places[index] ?? 0
        positions.number(place - last)
        last = place
      }
    },
  }
}

/** Calls `take` for each document in order. Throws where the bytes end within a number. */
export const readPostings = (
  bytes: Uint8Array,
  count: number,
  take: (document: number, often: number) => void,
): void => {
  // By hand: a common word has a hundred thousand of them, and a question waits.
  let at = 0
  const number = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at]
      if (byte === undefined) throw new RangeError('Postings of the index end too early')
      at += 1
      value |= (byte & 127) << shift
      if (byte < 128) return value >>> 0
    }
  }
  let document = -1
  for (let index = 0; index < count; index += 1) {
    const head = number()
    document += (head >>> 1) + 1
    take(document, head & 1 ? 1 : number())
  }
}

/** Positions of one document after the other. */
export interface PositionsReader {
  readonly read: (often: number) => readonly number[]
  readonly skip: (often: number) => void
}

export const createPositionsReader = (bytes: Uint8Array): PositionsReader => {
  let at = 0
  return {
    read: often => {
      const places: number[] = []
      let last = 0
      for (let index = 0; index < often; index += 1) {
        let value = 0
        for (let shift = 0; ; shift += 7) {
          const byte = bytes[at]
          if (byte === undefined) throw new RangeError('Positions of the index end too early')
          at += 1
          value |= (byte & 127) << shift
          if (byte < 128) break
        }
        last += value
        places.push(last)
      }
      return places
    },
    skip: often => {
      for (let left = often; left > 0; ) {
        const byte = bytes[at]
        if (byte === undefined) throw new RangeError('Positions of the index end too early')
        if (byte < 128) left -= 1
        at += 1
      }
    },
  }
}
