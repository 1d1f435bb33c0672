/**
 * Bytes as they come, cut into pieces. One piece is held at most, the next bytes are asked for when it is stored, and a
 * sender that takes too long for one is told so. What a cut leaves of a piece is dropped (A7).
 */

import type { Clock } from '@weft/shared/env.ts'
import { blobPieceBytes } from '@weft/shared/blob-size.ts'
import { blobPieceWithinMilliseconds } from '@weft/shared/protocol/limits.ts'

export interface Taking<Refusal> {
  readonly incoming: AsyncIterable<Uint8Array>
  /** Bytes that may still come: those that the blob lacks. */
  readonly missing: number
  /** Bytes that one request may bring. */
  readonly limit: number
  readonly clock: Clock
  /** Stores it; a refusal ends the taking. */
  readonly take: (piece: Uint8Array) => Promise<Refusal | null>
}

/** `cut`: the sender is gone. `too-many`: more came than the blob lacks, or than a request brings. */
export type TakingEnd = 'ended' | 'cut' | 'too-slow' | 'too-many'

export const takePieces = async <Refusal>({
  incoming,
  missing,
  limit,
  clock,
  take,
}: Taking<Refusal>): Promise<TakingEnd | Refusal> => {
  const chunks = incoming[Symbol.asyncIterator]()
  let left = Math.min(missing, limit)
  let piece = Buffer.alloc(0)
  let filled = 0
  let deadline = createDeadline(clock)
  try {
    for (;;) {
      const next = await Promise.race([chunks.next(), deadline.passed])
      if (next === 'passed') return 'too-slow'
      if (next.done === true) return 'ended'
      for (let chunk = next.value; chunk.length > 0; ) {
        if (left === 0) return 'too-many'
        if (filled === 0) piece = Buffer.alloc(Math.min(blobPieceBytes, left))
        const part = chunk.subarray(0, piece.length - filled)
        piece.set(part, filled)
        filled += part.length
        left -= part.length
        chunk = chunk.subarray(part.length)
        if (filled < piece.length) continue
        filled = 0
        // Storing is our time, not the sender's.
        deadline.cancel()
        const refusal = await take(piece)
        if (refusal !== null) return refusal
        deadline = createDeadline(clock)
      }
    }
  } catch (cause) {
    if (isCut(cause)) return 'cut'
    throw cause
  } finally {
    deadline.cancel()
  }
}

const createDeadline = (clock: Clock) => {
  let cancel = (): void => undefined
  const passed = new Promise<'passed'>(resolve => {
    cancel = clock.after(blobPieceWithinMilliseconds, () => resolve('passed'))
  })
  return { passed, cancel }
}

/** Node's words for a request whose connection is gone, or that broke its own framing. */
const isCut = (cause: unknown): boolean =>
  cause instanceof Error &&
  'code' in cause &&
  typeof cause.code === 'string' &&
  /^(?:ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE|HPE_|ERR_HTTP_REQUEST_TIMEOUT)/.test(cause.code)
