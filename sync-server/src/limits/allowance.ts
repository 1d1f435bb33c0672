/** So much at once, and then so much a second: for what is dropped above a rate. */

import type { Clock } from '@weft/shared/env.ts'

export interface Rate {
  readonly burst: number
  readonly perSecond: number
}

/** True while so much is left, which it then takes. */
export const createAllowance = ({ burst, perSecond }: Rate, clock: Clock): ((amount: number) => boolean) => {
  let left = burst
  let filledAt = clock.now()
  return amount => {
    const now = clock.now()
    // A clock that goes back fills nothing.
    left = Math.min(burst, left + (Math.max(0, now - filledAt) / 1000) * perSecond)
    filledAt = now
    if (amount > left) return false
    left -= amount
    return true
  }
}
