/**
 * The sorted terms of a segment, each with how many documents have it and how long its lists are. Terms share the
 * beginning of the one before them, in groups of 32; the first term of each group is kept as text, so that a look-up
 * reads one group (Lucene's older block terms dictionary, without its tree).
 */

import { decodeText, encodeText } from '@weft/shared/bytes.ts'
import { createByteReader, createByteWriter } from './varint.ts'

export interface TermEntry {
  readonly term: string
  /** Documents that have it. */
  readonly documents: number
  /** Where its documents stand in the segment's postings, and for how many bytes; and likewise in its positions. */
  readonly postings: number
  readonly postingsSize: number
  readonly positions: number
  readonly positionsSize: number
}

export interface TermDictionary {
  readonly find: (term: string) => TermEntry | undefined
  /** In order, all that begin so; of the empty text all there are. */
  readonly beginningWith: (prefix: string) => Generator<TermEntry>
}

const groupSize = 32

export interface TermDictionaryWriter {
  /** In the order of `<` on texts, which is that of their UTF-16 units. */
  readonly add: (term: string, documents: number, postingsSize: number, positionsSize: number) => void
  readonly encode: () => Uint8Array<ArrayBuffer>
}

const sharedLength = (a: string, b: string): number => {
  const most = Math.min(a.length, b.length)
  let shared = 0
  while (shared < most && a.charCodeAt(shared) === b.charCodeAt(shared)) shared += 1
  // Not within a pair of surrogates: half of one cannot be written as UTF-8.
  const unit = shared > 0 ? a.charCodeAt(shared - 1) : 0
  return unit >= 0xd800 && unit < 0xdc00 ? shared - 1 : shared
}

export const createTermDictionaryWriter = (): TermDictionaryWriter => {
  const writer = createByteWriter(64 * 1024)
  let count = 0
  let last = ''
  return {
    add: (term, documents, postingsSize, positionsSize) => {
      const shared = count % groupSize === 0 ? 0 : sharedLength(last, term)
      const rest = encodeText(term.slice(shared))
      writer.number(shared)
      writer.number(rest.length)
      writer.bytes(rest)
      writer.number(documents)
      writer.number(postingsSize)
      writer.number(positionsSize)
      count += 1
      last = term
    },
    encode: () => writer.take(),
  }
}

interface Group {
  readonly first: string
  readonly at: number
  readonly postings: number
  readonly positions: number
}

/** Reads through once, to know where groups begin. Throws where the bytes are not what was written. */
export const readTermDictionary = (bytes: Uint8Array): TermDictionary => {
  const groups = readGroups(bytes)

  /** The last group that begins at or before `term`. */
  const groupBefore = (term: string): number => {
    let low = 0
    let high = groups.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((groups[middle]?.first ?? '') <= term) low = middle + 1
      else high = middle
    }
    return Math.max(0, low - 1)
  }

  function* from(group: number): Generator<TermEntry> {
    const start = groups[group]
    if (start === undefined) return
    const reader = createByteReader(bytes, start.at)
    let { postings, positions } = start
    let term = ''
    while (!reader.isAtEnd()) {
      const shared = reader.number()
      term = term.slice(0, shared) + decodeText(reader.bytes(reader.number()))
      const documents = reader.number()
      const postingsSize = reader.number()
      const positionsSize = reader.number()
      yield { term, documents, postings, postingsSize, positions, positionsSize }
      postings += postingsSize
      positions += positionsSize
    }
  }

  function* beginningWith(prefix: string): Generator<TermEntry> {
    for (const entry of from(groupBefore(prefix))) {
      if (entry.term < prefix) continue
      if (!entry.term.startsWith(prefix)) return
      yield entry
    }
  }

  return {
    find: term => {
      for (const entry of from(groupBefore(term))) {
        if (entry.term === term) return entry
        if (entry.term > term) return undefined
      }
      return undefined
    },
    beginningWith,
  }
}

const readGroups = (bytes: Uint8Array): readonly Group[] => {
  const groups: Group[] = []
  let at = 0
  let postings = 0
  let positions = 0
  // By hand: this is most of what opening an index costs.
  const number = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at]
      if (byte === undefined) throw new RangeError('Terms of the index end too early')
      at += 1
      value |= (byte & 127) << shift
      if (byte < 128) return value >>> 0
    }
  }
  for (let count = 0; at < bytes.length; count += 1) {
    const start = at
    number()
    const length = number()
    if (count % groupSize === 0) {
      groups.push({ first: decodeText(bytes.subarray(at, at + length)), at: start, postings, positions })
    }
    at += length
    number()
    postings += number()
    positions += number()
  }
  return groups
}
