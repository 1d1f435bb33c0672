/**
 * A piece is compressed on its own, before it is sealed: whatever stands before a piece that is damaged can be read, and
 * nothing has to be kept from one piece to the next. The first byte says how: 0 as it is, 1 DEFLATE (RFC 1951).
 */

import { concatBytes } from '../../bytes.ts'
import { err, ok, type Result, type TaggedError } from '../../result.ts'

/** Of the plaintext in a full piece. */
export const pieceCapacity = 256 * 1024

const stored = 0
const deflated = 1

/** Undefined when more than `limit` bytes come out, or when what goes in is not what the transform reads. */
const pump = async (
  bytes: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
  limit: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const reader = new Blob([bytes]).stream().pipeThrough(transform).getReader()
  const parts: Uint8Array[] = []
  let length = 0
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      parts.push(read.value)
      length += read.value.length
      if (length > limit) {
        await reader.cancel()
        return undefined
      }
    }
  } catch {
    return undefined
  }
  return concatBytes(...parts)
}

export const compressPiece = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> => {
  const smaller = await pump(bytes, new CompressionStream('deflate-raw'), bytes.length - 1)
  // Pictures do not become smaller.
  return smaller === undefined
    ? concatBytes(Uint8Array.of(stored), bytes)
    : concatBytes(Uint8Array.of(deflated), smaller)
}

/** A piece that says to hold more than `pieceCapacity` would fill the memory of who reads it, and is refused. */
export const expandPiece = async (
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Result<Uint8Array<ArrayBuffer>, TaggedError<'piece-malformed'>>> => {
  const body = bytes.slice(1)
  const expanded =
    bytes[0] === stored && body.length <= pieceCapacity
      ? body
      : bytes[0] === deflated
        ? await pump(body, new DecompressionStream('deflate-raw'), pieceCapacity)
        : undefined
  return expanded === undefined ? err({ type: 'piece-malformed' }) : ok(expanded)
}
