/** Yjs is the oracle: what it writes is accepted and says the same; what is accepted, it decodes. */

import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { testRandom } from '../testing/env.ts'
import { checkUpdate, type UpdateFacts } from './check-update.ts'
import { randomUpdates } from './testing/random-updates.ts'

const seeds = Number(process.env['PROTOCOL_SEEDS'] ?? 40)

/** The same facts, taken from Yjs' own decoder. */
const factsByYjs = (update: Uint8Array): Omit<UpdateFacts, 'flat'> => {
  const { structs, ds } = Y.decodeUpdate(update)
  const clients = new Map<number, { structs: number; ranges: { from: number; to: number }[] }>()
  const rootNames = new Set<string>()
  for (const struct of structs) {
    const { client, clock } = struct.id
    const facts = clients.get(client) ?? { structs: 0, ranges: [] }
    clients.set(client, facts)
    facts.structs += 1
    const last = facts.ranges.at(-1)
    if (!(struct instanceof Y.Skip)) {
      if (last?.to === clock) last.to = clock + struct.length
      else facts.ranges.push({ from: clock, to: clock + struct.length })
    }
    if (struct instanceof Y.Item && typeof struct.parent === 'string') rootNames.add(struct.parent)
  }
  return {
    byteLength: update.length,
    clients: [...clients].map(([client, facts]) => ({ client, ...facts })),
    deletes: [...ds.clients].map(([client, items]) => ({
      client,
      ranges: items.map(({ clock, len }) => ({ from: clock, to: clock + len })),
    })),
    rootNames: [...rootNames],
  }
}

describe('what Yjs writes', () => {
  it.each(['anything', 'flat'] as const)('U1 U8: is accepted and says what Yjs says (%s)', kind => {
    let checked = 0
    for (let seed = 1; seed <= seeds; seed += 1) {
      for (const update of randomUpdates(testRandom(seed), kind).updates) {
        const facts = checkUpdate(update)
        expect(facts, `seed ${seed}`).toMatchObject({ ok: true, value: factsByYjs(update) })
        if (kind === 'flat') expect(facts, `seed ${seed}`).toMatchObject({ value: { flat: true } })
        checked += 1
      }
    }
    expect(checked).toBeGreaterThan(seeds * 30)
  })
})
