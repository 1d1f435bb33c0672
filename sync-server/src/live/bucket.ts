/** A bucket of tokens that fills by time: a burst may be as large as it holds, and the long run as fast as it fills. */

import { relayedFramesBurst, relayedFramesPerSecond } from '@weft/shared/protocol/limits.ts'

export interface Bucket {
  readonly tokens: number
  /** When it had so many. */
  readonly at: number
}

export const fullBucket = (now: number): Bucket => ({ tokens: relayedFramesBurst, at: now })

/** The bucket without one, or null where there is none to take. A clock that goes back fills nothing. */
export const takeFrom = ({ tokens, at }: Bucket, now: number): Bucket | null => {
  const filled = Math.min(
    relayedFramesBurst,
    tokens + (Math.max(0, now - at) / 1000) * relayedFramesPerSecond,
  )
  return filled < 1 ? null : { tokens: filled - 1, at: now }
}
