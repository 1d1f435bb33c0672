import { createId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { expect, test } from 'vitest'
import type { ModelSettingsRow } from '../workspace/tables.ts'
import { checkModelDraft, toModelChoices, toModelDraft } from './model-draft.ts'

const random = testRandom(5)
const row: ModelSettingsRow = {
  workspaceId: createId(random, 'wsp'),
  roomId: createId(random, 'wdc'),
  providerId: createId(random, 'prv'),
  modelId: 'm',
  id: 'mdl_a',
  name: 'Mine',
  contextWindow: 128_000,
  price: { input: 0.25, output: 2, cachedInput: 0.025 },
  parameters: { temperature: 0.7, maxOutputTokens: 4096, reasoningEffort: 'low', instructions: 'Be brief.' },
}

test('there and back is as it was', () => {
  const { name, contextWindow, price, parameters } = row
  expect(toModelChoices(toModelDraft(row), row)).toEqual({ name, contextWindow, price, parameters })
})

test('empty fields leave everything to the provider', () => {
  expect(checkModelDraft(toModelDraft(undefined))).toEqual({})
  expect(toModelChoices(toModelDraft(undefined), row)).toEqual({
    name: undefined,
    contextWindow: undefined,
    price: undefined,
    parameters: undefined,
  })
})

test('fields that a newer Weft keeps stay when others are taken back', () => {
  const newer = {
    ...row,
    parameters: { ...row.parameters, topK: 40 },
    price: { input: 1, output: 2, batch: 0.5 },
  }
  const choices = toModelChoices({ ...toModelDraft(newer), temperature: '', cachedInput: '' }, newer)
  expect(choices.parameters).toEqual({
    topK: 40,
    maxOutputTokens: 4096,
    reasoningEffort: 'low',
    instructions: 'Be brief.',
  })
  expect(choices.price).toEqual({ input: 1, output: 2, batch: 0.5 })
})

test.each([
  [{ temperature: '2.5' }, { temperature: 'providers.temperatureWrong' }],
  [{ temperature: 'hot' }, { temperature: 'providers.temperatureWrong' }],
  [{ contextWindow: 'much' }, { contextWindow: 'providers.tokensWrong' }],
  [{ maxOutputTokens: '0' }, { maxOutputTokens: 'providers.tokensWrong' }],
  [{ input: 'free' }, { input: 'providers.priceWrong' }],
  [{ input: '1' }, { output: 'providers.priceNeedsBoth' }],
  [{ cachedInput: '1' }, { input: 'providers.priceNeedsBoth', output: 'providers.priceNeedsBoth' }],
] as const)('%o', (change, problems) => {
  expect(checkModelDraft({ ...toModelDraft(undefined), ...change })).toEqual(problems)
})
