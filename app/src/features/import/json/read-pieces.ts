/** The pieces of a JSON text that comes as a stream, in batches as they come. */

import { readChunks } from '../archive/read-chunks.ts'
import {
  type ChooseJson,
  createJsonSplitter,
  type JsonBounds,
  type JsonPiece,
  jsonBounds,
} from './json-splitter.ts'

export interface PieceReading {
  readonly signal: AbortSignal
  /** Told after each chunk: bytes of the text so far. */
  readonly onBytes?: (done: number) => void
  /** Whether so many bytes are more than this text can have; then it ends there. */
  readonly isTooMuch?: (done: number) => boolean
  readonly bounds?: JsonBounds
}

/** Bytes that are read before what they hold is handed on: a blob in memory comes as one chunk, however large. */
const sliceLength = 128 * 1024

export async function* readPieces(
  stream: ReadableStream<Uint8Array>,
  choose: ChooseJson,
  { signal, onBytes, isTooMuch, bounds = jsonBounds }: PieceReading,
): AsyncGenerator<readonly JsonPiece[]> {
  const splitter = createJsonSplitter(choose, bounds)
  let done = 0
  const chunks = readChunks(stream, signal)
  try {
    while (true) {
      const next = await nextChunk(chunks, signal)
      if (next === undefined) break
      for (let start = 0; start < next.length; start += sliceLength) {
        signal.throwIfAborted()
        const slice = next.subarray(start, start + sliceLength)
        done += slice.length
        onBytes?.(done)
        if (isTooMuch?.(done)) {
          yield [{ path: [], type: 'problem', problem: 'too-large', offset: done }]
          return
        }
        const pieces = splitter.push(slice)
        if (pieces.length > 0) yield pieces
      }
    }
  } finally {
    await chunks.return(undefined)
  }
  const last = splitter.end()
  if (last.length > 0) yield last
}

/** A stream that fails (a damaged archive, a file that went away) ends there: what came before it has been read. */
const nextChunk = async (
  chunks: AsyncGenerator<Uint8Array>,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> => {
  try {
    const { done, value } = await chunks.next()
    return done === true ? undefined : value
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}
