/**
 * Steps over the values inside a Yjs V1 update, by the rules of lib0 and JSON, without making them. Each function
 * leaves the cursor behind the value or with a problem; none recurses deeper than `maxNesting` and none believes a
 * count.
 */

import { type ByteCursor, fits, readByte, readNumber, readPrefixed, remaining } from './byte-cursor.ts'
import { maxNesting } from './limits.ts'

export type ValueProblem = 'value-unknown' | 'value-too-deep' | 'json-malformed' | 'text-malformed'

/** Null when the value is sound, or when the cursor has the problem. */
type Verdict = ValueProblem | null

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The length of UTF-8 in UTF-16 units, which is how Yjs counts, or −1 if it is not UTF-8. Nothing is decoded: the
 * rules are those of a fatal TextDecoder (no overlong forms, no surrogates, nothing above 10FFFF).
 */
export const utf16Length = (bytes: Uint8Array): number => {
  let units = 0
  let index = 0
  const { length } = bytes
  while (index < length) {
    const lead = bytes[index] ?? 0
    index += 1
    units += 1
    if (lead < 0x80) continue
    if (lead < 0xc2 || lead > 0xf4) return -1
    const second = bytes[index] ?? 0
    if (second < (lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80)) return -1
    if (second > (lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf)) return -1
    const following = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3
    for (let place = 1; place < following; place += 1) {
      if (((bytes[index + place] ?? 0) & 0xc0) !== 0x80) return -1
    }
    index += following
    if (following === 3) units += 1
  }
  return units
}

/** A text's length in UTF-16 units, or −1. */
export const skipText = (cursor: ByteCursor): number => utf16Length(readPrefixed(cursor))

/** How deep brackets nest outside of texts, before anything parses them. */
const jsonDepth = (bytes: Uint8Array): number => {
  let depth = 0
  let deepest = 0
  let inText = false
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index]
    if (inText) {
      if (byte === 0x5c) index += 1
      else if (byte === 0x22) inText = false
    } else if (byte === 0x22) inText = true
    else if (byte === 0x5b || byte === 0x7b) deepest = Math.max(deepest, (depth += 1))
    else if (byte === 0x5d || byte === 0x7d) depth -= 1
  }
  return deepest
}

/** JSON in a text. Yjs writes `undefined` as that word where a list of values may hold it. */
export const skipJson = (cursor: ByteCursor, mayBeUndefined: boolean): Verdict => {
  const bytes = readPrefixed(cursor)
  if (cursor.problem !== null) return null
  if (jsonDepth(bytes) > maxNesting) return 'value-too-deep'
  try {
    const text = decoder.decode(bytes)
    if (!(mayBeUndefined && text === 'undefined')) JSON.parse(text)
    return null
  } catch {
    return 'json-malformed'
  }
}

/** lib0 writes whole numbers up to 31 bits this way: six in the first byte, seven in each that follows. */
const maxSignedBytes = 6

const skipSignedNumber = (cursor: ByteCursor): void => {
  for (let length = 0; length < maxSignedBytes; length += 1) if (readByte(cursor) < 128) return
  cursor.problem ??= 'number-malformed'
}

const skipBytes = (cursor: ByteCursor, length: number): void => {
  if (fits(cursor, length)) cursor.position += length
}

const skipList = (cursor: ByteCursor, depth: number, keyed: boolean): Verdict => {
  const count = readNumber(cursor)
  if (!fits(cursor, count, keyed ? 2 : 1)) return null
  for (let index = 0; index < count; index += 1) {
    if (keyed && skipText(cursor) < 0) return 'text-malformed'
    const verdict = skipAny(cursor, depth + 1)
    if (verdict !== null || cursor.problem !== null) return verdict
  }
  return null
}

/** True if the next value is an object, which is what a sub-document's options must be. */
export const isObjectNext = (cursor: ByteCursor): boolean =>
  remaining(cursor) > 0 && cursor.bytes[cursor.position] === 118

/** One value of lib0's `any` encoding. */
export const skipAny = (cursor: ByteCursor, depth = 0): Verdict => {
  if (depth > maxNesting) return 'value-too-deep'
  switch (readByte(cursor)) {
    case 127: // undefined
    case 126: // null
    case 121: // false
    case 120: // true
      return null
    case 125:
      skipSignedNumber(cursor)
      return null
    case 124:
      skipBytes(cursor, 4)
      return null
    case 123: // a double
    case 122: // a big integer
      skipBytes(cursor, 8)
      return null
    case 119:
      return skipText(cursor) < 0 ? 'text-malformed' : null
    case 118:
      return skipList(cursor, depth, true)
    case 117:
      return skipList(cursor, depth, false)
    case 116:
      readPrefixed(cursor)
      return null
    default:
      return cursor.problem === null ? 'value-unknown' : null
  }
}
