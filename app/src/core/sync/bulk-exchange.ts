/** The port to one POST /sync: bytes up, bytes down. What they mean is bulk-sync.ts' business. */

import type { Result, TaggedError } from '@weft/shared/result.ts'

/** Why the server did not answer with a stream. */
export type BulkRefusal = TaggedError<
  | 'server-unreachable'
  | 'signed-out'
  | 'client-too-old'
  | 'server-too-old'
  | 'workspace-forbidden'
  | 'server-busy'
  | 'server-failed'
>

export interface BulkExchange {
  /** About how much one request may carry: little where it has to be in memory as a whole. */
  readonly maxRequestBytes: () => number
  /**
   * Neither stream is read further than it is asked for. The answer throws where it breaks off; ending the signal ends
   * both.
   */
  readonly post: (
    request: AsyncIterable<Uint8Array<ArrayBuffer>>,
    signal: AbortSignal,
  ) => Promise<Result<AsyncIterable<Uint8Array>, BulkRefusal>>
}
