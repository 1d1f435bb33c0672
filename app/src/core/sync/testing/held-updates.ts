/** Does whoever holds these updates hold that one? By clocks, as a state vector cannot say it. */

import { checkUpdate, type ClockRange, type UpdateFacts } from '@weft/shared/protocol/check-update.ts'

const factsOf = (update: Uint8Array): UpdateFacts | null => {
  const facts = checkUpdate(update)
  return facts.ok ? facts.value : null
}

/** Which clocks of each client somebody holds. A higher one says nothing of those below: they may be on their way. */
export type Held = ReadonlyMap<number, readonly ClockRange[]>

export const heldIn = (updates: readonly Uint8Array[]): Held => {
  const held = new Map<number, ClockRange[]>()
  for (const update of updates) {
    for (const { client, ranges } of factsOf(update)?.clients ?? []) {
      held.set(client, [...(held.get(client) ?? []), ...ranges])
    }
  }
  for (const ranges of held.values()) ranges.sort((a, b) => a.from - b.from)
  return held
}

const covers = (ranges: readonly ClockRange[], { from, to }: ClockRange): boolean => {
  let reached = from
  for (const range of ranges) if (range.from <= reached) reached = Math.max(reached, range.to)
  return reached >= to
}

/** Does whoever holds this hold the update? */
export const isHeld = (held: Held, update: Uint8Array): boolean =>
  (factsOf(update)?.clients ?? []).every(({ client, ranges }) =>
    ranges.every(range => covers(held.get(client) ?? [], range)),
  )
