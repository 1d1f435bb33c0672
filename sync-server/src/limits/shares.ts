/**
 * Shares for work that holds memory while somebody slow is on the other side. There is no queue: whoever finds none
 * comes back, and nobody has more than a few, so one person cannot take them all.
 */

import { err, ok, type Result } from '@weft/shared/result.ts'

/** own-taken: this owner has as many as one may have. all-taken: there is none left for anybody. */
export type NoShare = 'own-taken' | 'all-taken'

export interface Shares {
  /** The function that gives the place back. */
  readonly take: (owner: string) => Result<() => void, NoShare>
}

interface Deps {
  readonly together: number
  readonly each: number
}

export const createShares = ({ together, each }: Deps): Shares => {
  const takenByOwner = new Map<string, number>()
  let taken = 0

  return {
    take: owner => {
      const own = takenByOwner.get(owner) ?? 0
      if (own >= each) return err('own-taken')
      if (taken >= together) return err('all-taken')
      taken += 1
      takenByOwner.set(owner, own + 1)
      let held = true
      return ok(() => {
        if (!held) return
        held = false
        taken -= 1
        const left = (takenByOwner.get(owner) ?? 1) - 1
        if (left === 0) takenByOwner.delete(owner)
        else takenByOwner.set(owner, left)
      })
    },
  }
}
