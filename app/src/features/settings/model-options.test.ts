import { createId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { expect, test } from 'vitest'
import type { ProviderModel, ProviderModels } from '../workspace/join-models.ts'
import { findModel, modelOptions, modelValue } from './model-options.ts'

const random = testRandom(9)
const model = (modelId: string, hidden = false): ProviderModel => ({
  modelId,
  name: modelId.toUpperCase(),
  hidden,
  listed: true,
})
const entry = (name: string, ...models: readonly ProviderModel[]): ProviderModels => ({
  provider: {
    workspaceId: createId(random, 'wsp'),
    roomId: createId(random, 'wdc'),
    id: createId(random, 'prv'),
    dialect: 'openai',
    preset: 'openai',
    name,
    baseUrl: 'https://api.openai.com/v1',
    createdAt: 1,
  },
  models,
})

test('shown models by provider, and the way back from an option to its model', () => {
  const first = entry('First', model('a'), model('b c'), model('gone', true))
  const groups = modelOptions([first, entry('Empty', model('x', true))])
  expect(groups.map(({ group, options }) => [group, options.map(({ label }) => label)])).toEqual([
    ['First', ['A', 'B C']],
  ])
  const ref = { providerId: first.provider.id, modelId: 'b c', name: 'B C' }
  expect(findModel(groups, modelValue(ref))).toEqual(ref)
  expect(findModel(groups, 'nothing')).toBeUndefined()
})
