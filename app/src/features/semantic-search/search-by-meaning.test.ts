import 'fake-indexeddb/auto'
import { must } from '@weft/shared/assert.ts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CallMeaning } from './meaning-calls.ts'
import { type MeaningHit, searchByMeaning } from './search-by-meaning.ts'
import { createMeaningWorld, type MeaningWorld } from './testing/meaning-world.ts'
import { createScriptedEmbedder } from './testing/scripted-embedder.ts'
import { createVectorSearch } from './vector-search.ts'

const model = createScriptedEmbedder()
const never = new AbortController().signal

let world: MeaningWorld
let channel: BroadcastChannel

beforeEach(async () => {
  world = await createMeaningWorld()
  channel = new BroadcastChannel('quiet')
})
afterEach(async () => {
  channel.close()
  await world.close()
})

const meaning = (async (_name: string, text: string) => {
  const made = await model.embed([text], 'query', never)
  return made.ok ? { ok: true, value: { modelId: model.id, vector: made.value[0] } } : made
}) as CallMeaning

const find = async (words: string, limit: number): Promise<readonly MeaningHit[]> => {
  const { database } = world
  const vectors = createVectorSearch({ database, channel })
  const found = await searchByMeaning({ database, meaning, vectors }, words, limit)
  return must(found.ok ? found.value : null, 'an answer')
}

const idsOf = (hits: readonly MeaningHit[]): readonly string[] => hits.map(({ thread }) => thread.roomId)

/** As near as can be. */
const crowd = Array.from({ length: 40 }, (_, index) => `A car, number ${index}.`)
/** Not as near as those. */
const aside = 'A car in the rain.'

const trash = (roomId: string): Promise<unknown> =>
  world.database.table('threads').where('roomId').equals(roomId).modify({ shelf: 'trash' })

it('a thread that says nothing else hides no other', async () => {
  const full = await world.addThread(crowd)
  const others: string[] = []
  for (let other = 0; other < 7; other += 1) others.push(await world.addThread([aside]))
  await world.build(model)
  const found = idsOf(await find('car', 8))
  expect(found[0]).toBe(full)
  expect(found.toSorted()).toEqual([full, ...others].toSorted())
})

it('a thread in Trash hides none that lives', async () => {
  const full = await world.addThread(crowd)
  const living = await world.addThread([aside])
  await world.build(model)
  await trash(full)
  expect(idsOf(await find('car', 8))).toEqual([living])
})

it('however many threads lie in Trash, the one that lives is found', async () => {
  const trashed: string[] = []
  for (let thread = 0; thread < 20; thread += 1) trashed.push(await world.addThread(['A car.']))
  const living = await world.addThread([aside])
  await world.build(model)
  for (const roomId of trashed) await trash(roomId)
  expect(idsOf(await find('car', 1))).toEqual([living])
})
