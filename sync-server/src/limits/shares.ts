/**
 * Shares for work that holds memory while somebody slow is on the other side. There is no queue: whoever finds none
 * comes back, and nobody has more than a few, so one person cannot take them all.
 */

export interface Shares {
  /** Gives the place back; null where there is none. */
  readonly take: (owner: string) => (() => void) | null
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
      if (taken >= together || own >= each) return null
      taken += 1
      takenByOwner.set(owner, own + 1)
      let held = true
      return () => {
        if (!held) return
        held = false
        taken -= 1
        const left = (takenByOwner.get(owner) ?? 1) - 1
        if (left === 0) takenByOwner.delete(owner)
        else takenByOwner.set(owner, left)
      }
    },
  }
}
