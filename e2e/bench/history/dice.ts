/** Seeded draws of the shapes that histories have: shares, long tails, one of several. */

import type { Random } from '@weft/shared/env.ts'

export interface Dice {
  readonly random: Random
  readonly chance: (share: number) => boolean
  /** A whole number from `from` to `to`, both included. */
  readonly between: (from: number, to: number) => number
  readonly pick: <T>(values: readonly T[]) => T
  /** One key, by weight. */
  readonly weighted: <Key extends string>(weights: Readonly<Partial<Record<Key, number>>>) => Key
  /** Log-normal: most draws near the median, a few many times as large. `spread` 1 puts 2 % above 8 times it. */
  readonly around: (median: number, spread: number) => number
}

export const createDice = (random: Random): Dice => {
  const { fraction } = random
  /** Box and Muller, "A Note on the Generation of Random Normal Deviates" (1958). */
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - fraction())) * Math.cos(2 * Math.PI * fraction())

  const pick = <T>(values: readonly T[]): T => {
    const value = values[Math.floor(fraction() * values.length)]
    if (value === undefined) throw new Error('Nothing to pick from')
    return value
  }

  return {
    random,
    chance: share => fraction() < share,
    between: (from, to) => from + Math.floor(fraction() * (to - from + 1)),
    pick,
    weighted: <Key extends string>(weights: Readonly<Partial<Record<Key, number>>>): Key => {
      // Object.entries forgets that the keys are the ones of the type.
      const entries = Object.entries<number>(weights as Readonly<Record<Key, number>>) as [Key, number][]
      let left = fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [key, weight] of entries) {
        left -= weight
        if (left < 0) return key
      }
      return pick(entries)[0]
    },
    around: (median, spread) => median * Math.exp(spread * normal()),
  }
}
