/**
 * Items into a response, small ones joined and large ones cut, no faster than somebody reads. What waits for the reader
 * is bounded, and a reader that takes nothing is given up.
 */

import type { Clock } from '@weft/shared/env.ts'
import { type BulkDown, encodeBulkDown } from '@weft/shared/protocol/bulk.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { SyncLimits } from './sync-limits.ts'

/** reader-slow: it took nothing for too long. reader-gone: the connection ended. */
export type WriteError = TaggedError<'reader-slow' | 'reader-gone'>

export interface ItemWriter {
  /** Resolves when no more than `mayWait` bytes wait for the reader. */
  readonly send: (item: BulkDown, mayWait: number) => Promise<Result<void, WriteError>>
  /** All bytes so far. */
  readonly sent: () => number
}

/** What a writer needs of a response: the one of Express, or one that a test reads by hand. */
export interface ResponseBody {
  /** `written` is called when the bytes have left, or with an error when they cannot. */
  readonly write: (piece: Uint8Array, written: (error?: Error | null) => void) => unknown
  readonly once: (event: 'close', listener: () => void) => unknown
}

interface Deps {
  readonly response: ResponseBody
  readonly clock: Clock
  readonly limits: Pick<SyncLimits, 'readerPatience' | 'bufferedBytes'>
}

/** The system takes one write as a whole, so progress shows once for each piece. */
const pieceBytes = 64 * 1024

export const createItemWriter = ({ response, clock, limits }: Deps): ItemWriter => {
  let queue: Uint8Array[] = []
  let queuedBytes = 0
  /** Given to the stream, and not yet to the system. */
  let writtenBytes = 0
  let sentBytes = 0
  let failure: WriteError | undefined
  let pumping = false
  let waiting: (() => void)[] = []

  const wake = (): void => {
    const woken = waiting
    waiting = []
    for (const resolve of woken) resolve()
  }

  const fail = (type: WriteError['type']): void => {
    failure ??= { type }
    queue = []
    wake()
  }

  const progress = (): Promise<void> =>
    new Promise(resolve => {
      const cancel = clock.after(limits.readerPatience, () => fail('reader-slow'))
      waiting.push(() => {
        cancel()
        resolve()
      })
    })

  const reach = async (isReached: () => boolean): Promise<Result<void, WriteError>> => {
    for (;;) {
      if (failure !== undefined) return err(failure)
      if (isReached()) return ok(undefined)
      await progress()
    }
  }

  const takePiece = (): Uint8Array => {
    const parts: Uint8Array[] = []
    let room = pieceBytes
    for (let first = queue[0]; first !== undefined && room > 0; first = queue[0]) {
      parts.push(first.subarray(0, room))
      if (first.length <= room) queue.shift()
      else queue[0] = first.subarray(room)
      room -= Math.min(room, first.length)
    }
    const [only] = parts
    return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts)
  }

  const write = (piece: Uint8Array): void => {
    queuedBytes -= piece.length
    writtenBytes += piece.length
    response.write(piece, error => {
      writtenBytes -= piece.length
      if (error) fail('reader-gone')
      wake()
    })
  }

  const pump = async (): Promise<void> => {
    while (queue.length > 0) {
      write(takePiece())
      await reach(() => writtenBytes <= limits.bufferedBytes)
    }
    pumping = false
  }

  response.once('close', () => fail('reader-gone'))

  return {
    send: async (item, mayWait) => {
      if (failure !== undefined) return err(failure)
      const bytes = encodeBulkDown(item)
      queue.push(bytes)
      queuedBytes += bytes.length
      sentBytes += bytes.length
      if (!pumping) {
        pumping = true
        // In a microtask, so that what is answered in the same turn goes in the same piece.
        queueMicrotask(() => void pump())
      }
      return reach(() => queuedBytes + writtenBytes <= mayWait)
    },
    sent: () => sentBytes,
  }
}
