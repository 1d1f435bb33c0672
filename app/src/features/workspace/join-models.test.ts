import { createId, type ProviderId, type RoomId, type WorkspaceId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { expect, test } from 'vitest'
import { joinModels } from './join-models.ts'
import type { ModelSettingsRow, ProviderRow } from './tables.ts'

const random = testRandom(7)
const workspaceId: WorkspaceId = createId(random, 'wsp')
const roomId: RoomId = createId(random, 'wdc')

const provider = (name: string, createdAt: number): ProviderRow => ({
  workspaceId,
  roomId,
  id: createId(random, 'prv'),
  dialect: 'openai-compatible',
  preset: 'ollama',
  name,
  baseUrl: 'http://localhost:11434/v1',
  createdAt,
})

const settings = (
  providerId: ProviderId,
  modelId: string,
  rest: Partial<ModelSettingsRow>,
): ModelSettingsRow => ({ workspaceId, roomId, providerId, modelId, id: `mdl_${modelId}`, ...rest })

const list = (providerId: ProviderId, ...ids: readonly string[]) => ({
  providerId,
  models: ids.map(modelId => ({ modelId, name: modelId, contextWindow: 8192 })),
  fetchedAt: 5,
})

test('providers stand by age, models by name with numbers as numbers', () => {
  const [younger, older] = [provider('B', 2), provider('A', 1)]
  const joined = joinModels([younger, older], [list(older.id, 'gpt-10', 'gpt-5', 'GPT-6')], [])
  expect(joined.map(({ provider: { name } }) => name)).toEqual(['A', 'B'])
  expect(joined[0]?.models.map(model => model.modelId)).toEqual(['gpt-5', 'GPT-6', 'gpt-10'])
  expect(joined[0]?.fetchedAt).toBe(5)
  expect(joined[1]).toEqual({ provider: younger, models: [] })
})

test('what the person set stands before what the provider lists', () => {
  const here = provider('A', 1)
  const [entry] = joinModels(
    [here],
    [list(here.id, 'm')],
    [
      settings(here.id, 'm', {
        name: 'Mine',
        contextWindow: 100,
        price: { input: 1, output: 2 },
        hidden: true,
      }),
    ],
  )
  expect(entry?.models).toMatchObject([
    {
      modelId: 'm',
      name: 'Mine',
      contextWindow: 100,
      price: { input: 1, output: 2 },
      hidden: true,
      listed: true,
    },
  ])
})

test('a price the provider lists counts until the person sets another', () => {
  const here = provider('A', 1)
  const listed = {
    providerId: here.id,
    models: [{ modelId: 'm', name: 'm', price: { input: 3, output: 4 } }],
    fetchedAt: 1,
  }
  const priceOf = (own: readonly ModelSettingsRow[]) => joinModels([here], [listed], own)[0]?.models[0]?.price
  expect(priceOf([])).toEqual({ input: 3, output: 4 })
  expect(priceOf([settings(here.id, 'm', { price: { input: 1, output: 2 } })])).toEqual({
    input: 1,
    output: 2,
  })
})

test('a model typed by hand is there until the provider lists it, and once only', () => {
  const here = provider('A', 1)
  const own = [settings(here.id, 'own', { manual: true }), settings(here.id, 'gone', { manual: false })]
  const models = (...listed: readonly string[]) =>
    joinModels([here], [list(here.id, ...listed)], own)[0]?.models
  expect(models('m')?.map(({ modelId, listed }) => [modelId, listed])).toEqual([
    ['m', true],
    ['own', false],
  ])
  expect(models('own')?.map(({ modelId, listed }) => [modelId, listed])).toEqual([['own', true]])
})

test('settings of another provider of the same model id are not mixed in', () => {
  const [here, there] = [provider('A', 1), provider('B', 2)]
  const joined = joinModels(
    [here, there],
    [list(here.id, 'm'), list(there.id, 'm')],
    [settings(there.id, 'm', { hidden: true })],
  )
  expect(joined.map(({ models }) => models[0]?.hidden)).toEqual([false, true])
})
