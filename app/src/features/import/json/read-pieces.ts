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

export async function* readPieces(
  stream: ReadableStream<Uint8Array>,
  choose: ChooseJson,
  { signal, onBytes, isTooMuch, bounds = jsonBounds }: PieceReading,
): AsyncGenerator<readonly JsonPiece[]> {
  const splitter = createJsonSplitter(choose, bounds)
  let done = 0
  for await (const chunk of readChunks(stream, signal)) {
    done += chunk.length
    onBytes?.(done)
    if (isTooMuch?.(done)) {
      yield [{ path: [], type: 'problem', problem: 'too-large', offset: done }]
      return
    }
    const pieces = splitter.push(chunk)
    if (pieces.length > 0) yield pieces
  }
  const last = splitter.end()
  if (last.length > 0) yield last
}
