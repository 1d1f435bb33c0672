/** The few operations on bytes that sealing and records need. */

import { err, ok, type Result, type TaggedError } from './result.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/** Of this length and below, a call of the encoder costs more than the text: ids and names are most of what is sealed. */
const shortText = 64

const encodeAscii = (text: string): Uint8Array<ArrayBuffer> | null => {
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code > 0x7f) return null
    bytes[index] = code
  }
  return bytes
}

/** UTF-8. */
export const encodeText = (text: string): Uint8Array<ArrayBuffer> =>
  (text.length <= shortText ? encodeAscii(text) : null) ?? encoder.encode(text)

/** Throws on bytes that are not UTF-8. */
export const decodeText = (bytes: Uint8Array): string => decoder.decode(bytes)

export const concatBytes = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.length
  }
  return joined
}

export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false
  return true
}

const prefixLength = 4

/**
 * Length-prefixed parts (u32 big-endian, then the bytes; texts as UTF-8): no two different lists have the same
 * encoding, so a value sealed for one place never opens in another.
 */
export const lengthPrefixed = (...parts: readonly (string | Uint8Array)[]): Uint8Array<ArrayBuffer> => {
  const encoded = parts.map(part => (typeof part === 'string' ? encodeText(part) : part))
  const joined = new Uint8Array(encoded.reduce((length, part) => length + prefixLength + part.length, 0))
  const view = new DataView(joined.buffer)
  let offset = 0
  for (const part of encoded) {
    view.setUint32(offset, part.length)
    joined.set(part, offset + prefixLength)
    offset += prefixLength + part.length
  }
  return joined
}

/** The parts that `lengthPrefixed` joined. */
export const splitLengthPrefixed = (
  bytes: Uint8Array,
): Result<readonly Uint8Array<ArrayBuffer>[], TaggedError<'parts-malformed'>> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const parts: Uint8Array<ArrayBuffer>[] = []
  let offset = 0
  while (offset < bytes.length) {
    const start = offset + prefixLength
    if (start > bytes.length) return err({ type: 'parts-malformed' })
    offset = start + view.getUint32(start - prefixLength)
    if (offset > bytes.length) return err({ type: 'parts-malformed' })
    parts.push(bytes.slice(start, offset))
  }
  return ok(parts)
}
