/** What a room's updates hold of each client id, and whether an item is sound: linear, but long for 64 MiB. */

import { checkUpdate, type UpdateFacts, type UpdateUnsound } from '@weft/shared/protocol/check-update.ts'
import type { Result } from '@weft/shared/result.ts'

export interface InspectInput {
  readonly held: readonly Uint8Array[]
  readonly item: Uint8Array | null
}

export interface Inspected {
  /** For each client id the first clock that `held` does not reach. */
  readonly clocks: ReadonlyMap<number, number>
  readonly item: Result<UpdateFacts, UpdateUnsound> | null
}

export const inspect = ({ held, item }: InspectInput): Inspected => {
  const clocks = new Map<number, number>()
  for (const bytes of held) {
    // A whole room may have more than one item may bring.
    const facts = checkUpdate(bytes, Number.MAX_SAFE_INTEGER)
    if (facts.ok) advanceClocks(clocks, facts.value)
  }
  return { clocks, item: item === null ? null : checkUpdate(item) }
}

export const advanceClocks = (clocks: Map<number, number>, { clients }: UpdateFacts): void => {
  for (const { client, ranges } of clients)
    clocks.set(client, Math.max(clocks.get(client) ?? 0, ranges.at(-1)?.to ?? 0))
}
