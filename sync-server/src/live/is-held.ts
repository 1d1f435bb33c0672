/**
 * Does an update say nothing that the log did not hold already? Every provider answers our SyncStep1 with one that has
 * all deletions it knows, and mostly nothing else; each would be a row, and a message to everybody in the room.
 */

import type { ClockRange, UpdateFacts } from '@weft/shared/protocol/check-update.ts'
import type { HeldState } from './step1-answer.ts'

export const isHeld = (facts: UpdateFacts, { clocks, deletes }: HeldState): boolean =>
  facts.clients.every(({ client, ranges }) => (ranges.at(-1)?.to ?? 0) <= (clocks.get(client) ?? 0)) &&
  facts.deletes.every(({ client, ranges }) =>
    areWithin(ranges, deletes.find(known => known.client === client)?.ranges ?? []),
  )

/** Both rise, and no two ranges of one touch. */
const areWithin = (ranges: readonly ClockRange[], known: readonly ClockRange[]): boolean => {
  let index = 0
  return ranges.every(({ from, to }) => {
    while ((known[index]?.to ?? to) < to) index += 1
    const range = known[index]
    return range !== undefined && range.from <= from && to <= range.to
  })
}
