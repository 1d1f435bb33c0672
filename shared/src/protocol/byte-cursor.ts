/**
 * Reads what lib0 writes, and never throws. The first problem is kept, moves the cursor to the end, and makes
 * every later read give nothing, so that a parser reads on in a straight line and asks once at the end. A loop over a
 * count that was read must ask `fits` first: nothing is allocated, and nothing repeated, on a number's word.
 */

export type ByteProblem = 'bytes-missing' | 'number-malformed' | 'text-malformed'

export interface ByteCursor {
  readonly bytes: Uint8Array
  position: number
  problem: ByteProblem | null
}

const noBytes = new Uint8Array(0)
/** lib0 keeps a byte order mark, as part of the text. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** Eight times seven bits hold 2^53. */
const maxNumberBytes = 8

export const createCursor = (bytes: Uint8Array): ByteCursor => ({ bytes, position: 0, problem: null })

const fail = (cursor: ByteCursor, problem: ByteProblem): 0 => {
  cursor.problem ??= problem
  cursor.position = cursor.bytes.length
  return 0
}

export const remaining = (cursor: ByteCursor): number => cursor.bytes.length - cursor.position

/** May `count` things of at least `bytesEach` still follow? If not, that is the problem. */
export const fits = (cursor: ByteCursor, count: number, bytesEach = 1): boolean => {
  if (count * bytesEach <= remaining(cursor)) return true
  fail(cursor, 'bytes-missing')
  return false
}

/** True when every byte was read, without a problem. */
export const isDone = (cursor: ByteCursor): boolean => cursor.problem === null && remaining(cursor) === 0

export const readByte = (cursor: ByteCursor): number => {
  const byte = cursor.bytes[cursor.position]
  if (byte === undefined) return fail(cursor, 'bytes-missing')
  cursor.position += 1
  return byte
}

/** A number up to 2^53 − 1 in its shortest form: a longer form of the same number would be a second name for it. */
export const readNumber = (cursor: ByteCursor): number => {
  const { bytes } = cursor
  const end = Math.min(bytes.length, cursor.position + maxNumberBytes)
  let value = 0
  let factor = 1
  for (let position = cursor.position; position < end; position += 1) {
    const byte = bytes[position] ?? 0
    value += (byte & 127) * factor
    if (byte < 128) {
      if (value > Number.MAX_SAFE_INTEGER || (byte === 0 && factor > 1))
        return fail(cursor, 'number-malformed')
      cursor.position = position + 1
      return value
    }
    factor *= 128
  }
  return fail(cursor, end < cursor.position + maxNumberBytes ? 'bytes-missing' : 'number-malformed')
}

/** A view, not a copy. */
export const readBytes = (cursor: ByteCursor, length: number): Uint8Array => {
  if (!fits(cursor, length)) return noBytes
  const from = cursor.position
  cursor.position += length
  return cursor.bytes.subarray(from, cursor.position)
}

/** Bytes after their length. */
export const readPrefixed = (cursor: ByteCursor, most = Number.MAX_SAFE_INTEGER): Uint8Array => {
  const length = readNumber(cursor)
  if (length > most) fail(cursor, 'number-malformed')
  return cursor.problem === null ? readBytes(cursor, length) : noBytes
}

export const readText = (cursor: ByteCursor, most?: number): string => {
  const bytes = readPrefixed(cursor, most)
  try {
    return decoder.decode(bytes)
  } catch {
    fail(cursor, 'text-malformed')
    return ''
  }
}

/** Everything up to the end. */
export const readRest = (cursor: ByteCursor): Uint8Array => readBytes(cursor, remaining(cursor))
