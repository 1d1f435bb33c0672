/** How far each client id of a room has come in what is committed, as far as this node has seen it. Never above the truth. */

import type { ClockRange, UpdateFacts } from '@weft/shared/protocol/check-update.ts'

export interface ClientClocks {
  /** The first clock that is not held; 0 for a client that was not seen. */
  readonly of: (client: number) => number
  readonly advance: (facts: UpdateFacts) => void
}

export const createClientClocks = (): ClientClocks => {
  const clocks = new Map<number, number>()
  /** What came before what it continues. */
  const aheadByClient = new Map<number, readonly ClockRange[]>()

  const advanceClient = (client: number, ranges: readonly ClockRange[]): void => {
    let clock = clocks.get(client) ?? 0
    const [first] = ranges
    // Nearly every update: one range, which continues what is known.
    if (first !== undefined && ranges.length === 1 && first.from <= clock && !aheadByClient.has(client))
      return void clocks.set(client, Math.max(clock, first.to))
    const ahead: ClockRange[] = []
    const waiting = [...(aheadByClient.get(client) ?? []), ...ranges].toSorted((a, b) => a.from - b.from)
    for (const range of waiting)
      if (range.from <= clock) clock = Math.max(clock, range.to)
      else ahead.push(range)
    clocks.set(client, clock)
    if (ahead.length > 0) aheadByClient.set(client, ahead)
    else aheadByClient.delete(client)
  }

  return {
    of: client => clocks.get(client) ?? 0,
    advance: ({ clients }) => {
      for (const { client, ranges } of clients) advanceClient(client, ranges)
    },
  }
}
