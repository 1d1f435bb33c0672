import 'fake-indexeddb/auto'
import { systemClock } from '@weft/shared/env.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { expect, it, vi } from 'vitest'
import { createIndexKeeper } from './keep-index.ts'
import { createOpenIndex } from './open-index.ts'
import { blocksOf, createSegmentStore, segmentsOf } from './segment-store.ts'
import { createSearchWorld } from './testing/search-world.ts'

it('makes everything again when a merge finds bytes that are not what was written', async () => {
  const world = await createSearchWorld('keep-damaged', testRandom(1))
  const thread = await world.addThread()
  for (let number = 0; number < 7; number += 1) {
    await world.say(thread, `loom ${number}`)
    await world.look()
  }
  const before = new Set((await segmentsOf(world.database).toArray()).map(({ id }) => id))
  // What is read only when it is asked for, or merged.
  await blocksOf(world.database)
    .filter(({ kind }) => kind === 'positions')
    .modify(row => void Object.assign(row, { bytes: row.bytes.map(byte => byte ^ 1) }))

  let made = 0
  const keeper = createIndexKeeper({
    database: world.database,
    index: createOpenIndex(createSegmentStore(world.database)),
    clock: systemClock,
    createId: () => `kept-${(made += 1)}`,
    breathe: () => Promise.resolve(),
    changed: () => undefined,
    askForRows: () => undefined,
  })
  const ending = new AbortController()
  await world.say(thread, 'loom 7')
  const running = keeper.run(ending.signal)
  await vi.waitFor(async () => expect(await segmentsOf(world.database).count()).toBe(8))
  keeper.look(await world.addThread({ title: 'Another' }))
  const kept = async () => (await segmentsOf(world.database).toArray()).filter(({ id }) => before.has(id))
  await vi.waitFor(async () => {
    expect(await kept()).toEqual([])
    expect(await world.found('loom ')).toHaveLength(8)
    expect(await world.found('"loom 7"')).toHaveLength(1)
  })
  ending.abort()
  await running
  await world.database.delete()
})
