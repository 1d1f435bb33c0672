/**
 * Reads a backup file piece by piece. What is given out has been authenticated with its place; the first thing that is
 * wrong ends the reading, and everything before it stands.
 */

import { err, ok, type Result, type TaggedError } from '../../result.ts'
import {
  type BackupHeader,
  encodeHeader,
  fixedLength,
  type HeaderError,
  headerLengthOf,
  parseHeader,
} from './backup-header.ts'
import { concatBytes } from '../../bytes.ts'
import type { ByteReader } from './byte-reader.ts'
import { createPieceSealer, frameLength, parseFrame } from './seal-piece.ts'

/** `at`: the byte of the file at which the piece begins that is wrong, or at which the file ends too early. */
export type PieceReadError = TaggedError<'backup-damaged' | 'backup-truncated'> & { readonly at: number }

/** Takes the header from the beginning of a file. */
export const readHeader = async (reader: ByteReader): Promise<Result<BackupHeader, HeaderError>> => {
  const fixed = await reader.take(fixedLength)
  const length = headerLengthOf(fixed)
  if (!length.ok) return length
  const bytes = concatBytes(fixed, await reader.take(length.value - fixed.length))
  return bytes.length < length.value
    ? err({ type: 'backup-truncated', at: bytes.length })
    : parseHeader(bytes)
}

/** The plaintext of the pieces behind the header, one after another; an error is the last that comes. */
export async function* readPieces(
  reader: ByteReader,
  header: BackupHeader,
  key: CryptoKey,
): AsyncGenerator<Result<Uint8Array<ArrayBuffer>, PieceReadError>, void, undefined> {
  const sealer = createPieceSealer(key, await encodeHeader(header))
  for (let index = 0, ended = false; !ended; index += 1) {
    const at = reader.position()
    const frameBytes = await reader.take(frameLength)
    if (frameBytes.length < frameLength) return yield err({ type: 'backup-truncated', at })
    const frame = parseFrame(frameBytes)
    if (frame === undefined) return yield err({ type: 'backup-damaged', at })
    const sealed = await reader.take(frame.length)
    if (sealed.length < frame.length) return yield err({ type: 'backup-truncated', at })
    const opened = await sealer.open(index, frame, sealed)
    if (!opened.ok) return yield err({ type: 'backup-damaged', at })
    ended = frame.last
    // What was put behind the end was never part of it.
    const behind = reader.position()
    if (ended && (await reader.take(1)).length > 0) {
      yield ok(opened.value)
      return yield err({ type: 'backup-damaged', at: behind })
    }
    yield ok(opened.value)
  }
}
