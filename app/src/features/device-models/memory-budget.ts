/**
 * How much of a device's memory a model may take. Rules of thumb of ours: browsers say little, and nothing of a
 * graphics processor's own memory. They decide what is refused and recommended, never how fast something is.
 */

import type { DeviceAbilities } from './device-abilities.ts'

const gibibyte = 2 ** 30

/** From here on a browser may mean “or more”: they long gave 8 for everything above. */
const cap = 8

/** For those that say nothing: what nearly all of their kind have. */
const usual = { phone: 4, computer: 8 }

export interface MemoryBudget {
  /** More does not go in at all. */
  readonly most: number
  /** Leaves the browser and other programs what they need. */
  readonly comfortable: number
  /** Whether the device said how much it has. */
  readonly isKnown: boolean
}

export const memoryBudget = ({ deviceMemory, isPhone }: DeviceAbilities): MemoryBudget => {
  const bytes = (deviceMemory ?? (isPhone ? usual.phone : usual.computer)) * gibibyte
  const isKnown = deviceMemory !== undefined
  // A phone ends a page that takes half of its memory, whatever else is open.
  if (isPhone) return { most: bytes / 2, comfortable: bytes / 4, isKnown }
  const mayHaveMore = deviceMemory === undefined || deviceMemory >= cap
  return { most: bytes * (mayHaveMore ? 2 : 0.75), comfortable: bytes / 2, isKnown }
}

/** All that a page may compute with without a graphics processor: WebAssembly counts to it in 32 bits. */
export const wasmMemory = 4 * gibibyte
