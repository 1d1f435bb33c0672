/**
 * A bucket of tokens that fills by time: a burst may be as large as it holds, and the long run as fast as it fills. For what is
 * dropped above a rate.
 */

export interface Rate {
  readonly burst: number
  readonly perSecond: number
}

export interface Bucket {
  readonly tokens: number
  /** When it had so many. */
  readonly at: number
}

export const fullBucket = ({ burst }: Rate, now: number): Bucket => ({ tokens: burst, at: now })

/** The bucket without so many, or null where there are not enough. A clock that goes back fills nothing. */
export const takeFrom = (
  { tokens, at }: Bucket,
  amount: number,
  { burst, perSecond }: Rate,
  now: number,
): Bucket | null => {
  const filled = Math.min(burst, tokens + (Math.max(0, now - at) / 1000) * perSecond)
  return filled < amount ? null : { tokens: filled - amount, at: now }
}
