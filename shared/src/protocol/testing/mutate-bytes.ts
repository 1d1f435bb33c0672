/** What noise, faults and attackers make of good bytes. */

import { encode, writeVarUint } from 'lib0/encoding'
import { concatBytes } from '../../bytes.ts'
import type { Random } from '../../env.ts'

const below = (random: Random, limit: number): number => Math.floor(random.fraction() * limit)

/** Counts, lengths and clocks that mean harm. */
const bombs = [0, 1, 2, 127, 128, 10_000_000, 2 ** 31, 2 ** 32 - 1, 2 ** 52, 2 ** 53 - 1] as const

const mutations: readonly ((bytes: Uint8Array, random: Random) => Uint8Array)[] = [
  (bytes, random) => {
    const flipped = bytes.slice()
    const at = below(random, bytes.length)
    flipped[at] = (flipped[at] ?? 0) ^ (1 << below(random, 8))
    return flipped
  },
  (bytes, random) => bytes.slice(0, below(random, bytes.length)),
  // A number in place of a byte.
  (bytes, random) => {
    const at = below(random, bytes.length)
    const bomb = bombs[below(random, bombs.length)] ?? 0
    const number = encode(encoder => writeVarUint(encoder, bomb))
    return concatBytes(bytes.subarray(0, at), number, bytes.subarray(at + 1))
  },
  (bytes, random) => {
    const [a, b] = [below(random, bytes.length), below(random, bytes.length)]
    return concatBytes(bytes.subarray(0, Math.max(a, b)), bytes.subarray(Math.min(a, b)))
  },
  (bytes, random) => concatBytes(bytes, random.bytes(1 + below(random, 3))),
  (bytes, random) => {
    const changed = bytes.slice()
    changed[below(random, bytes.length)] = below(random, 12)
    return changed
  },
]

export const mutateBytes = (bytes: Uint8Array, random: Random): Uint8Array => {
  let mutated = bytes
  for (let times = 1 + below(random, 3); times > 0 && mutated.length > 0; times -= 1) {
    mutated = (mutations[below(random, mutations.length)] ?? (same => same))(mutated, random)
  }
  return mutated
}
