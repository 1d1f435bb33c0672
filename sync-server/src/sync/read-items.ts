/**
 * The items of a request while it still arrives. The body is read only as fast as its items are taken, so a sender is
 * held up by whatever holds up the server; time counts only while the server waits for the sender.
 */

import { createBulkDecoder, type BulkError } from '@weft/shared/protocol/bulk-decoder.ts'
import { type BulkUp, bulkUp } from '@weft/shared/protocol/bulk.ts'
import type { Clock } from '@weft/shared/env.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import type { Places } from '../limits/places.ts'
import type { SyncLimits } from './sync-limits.ts'

/** sender-slow: silence, or a pace that only keeps the connection. sender-gone: the connection broke. */
export type ReadError = BulkError | TaggedError<'sender-slow' | 'sender-gone'>

interface Deps {
  readonly clock: Clock
  readonly limits: Pick<SyncLimits, 'senderPatience' | 'senderGrace' | 'senderPace' | 'largeBytes'>
  readonly places: Places
}

/** Ends after the end mark, or after the first error. */
export const readItems = async function* (
  body: AsyncIterator<Uint8Array>,
  { clock, limits, places }: Deps,
): AsyncGenerator<Result<BulkUp, ReadError>, void> {
  const decoder = createBulkDecoder(bulkUp)
  const nextPiece = createPacedReader(body, clock, limits)
  /** Bytes since the last whole item: what the decoder holds, give or take a piece. */
  let held = 0
  let leave: (() => void) | undefined
  try {
    for (;;) {
      const piece = await nextPiece()
      if (!piece.ok) return yield piece
      const fed = piece.value === null ? undefined : decoder.feed(piece.value)
      for (const item of fed?.items ?? []) {
        yield ok(item)
        if (item.type === 'end') return
      }
      if (fed?.error) return yield err(fed.error)
      if (piece.value === null) {
        const finished = decoder.finish()
        return finished.ok ? undefined : yield finished
      }
      if (fed !== undefined && fed.items.length > 0) {
        held = 0
        leave?.()
        leave = undefined
      }
      held += piece.value.length
      if (held > limits.largeBytes) leave ??= await places.enter()
    }
  } finally {
    leave?.()
  }
}

/** Null at the end of the body. */
const createPacedReader = (
  body: AsyncIterator<Uint8Array>,
  clock: Clock,
  { senderPatience, senderGrace, senderPace }: Deps['limits'],
): (() => Promise<Result<Uint8Array | null, ReadError>>) => {
  let waited = 0
  let received = 0

  return () =>
    new Promise(resolve => {
      const asked = clock.now()
      const cancel = clock.after(senderPatience, () => resolve(err({ type: 'sender-slow' })))
      body.next().then(
        ({ done, value }) => {
          cancel()
          if (done) return resolve(ok(null))
          waited += clock.now() - asked
          received += value.length
          const dribbles = waited > senderGrace && received * 1_000 < waited * senderPace
          resolve(dribbles ? err({ type: 'sender-slow' }) : ok(value))
        },
        () => {
          cancel()
          resolve(err({ type: 'sender-gone' }))
        },
      )
    })
}
