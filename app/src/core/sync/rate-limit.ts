/** So many in a row, and then so many a second: a bucket that fills with time. */

import type { Clock } from '@weft/shared/env.ts'

export interface RateLimit {
  readonly burst: number
  readonly perSecond: number
}

/** True as long as one more is within the limit, which it then counts. */
export const createRateLimit = ({ burst, perSecond }: RateLimit, clock: Clock): (() => boolean) => {
  let left = burst
  let filledAt = clock.now()
  return () => {
    const now = clock.now()
    // A clock that was put back fills nothing.
    left = Math.min(burst, left + (Math.max(0, now - filledAt) / 1_000) * perSecond)
    filledAt = now
    if (left < 1) return false
    left -= 1
    return true
  }
}
