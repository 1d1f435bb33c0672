import { createId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import type { ProviderDialect } from '@weft/shared/schema/provider.ts'
import { expect, it } from 'vitest'
import { modelTraits } from './model-traits.ts'

const traits = (dialect: ProviderDialect, modelId: string, effort?: 'none' | 'low') =>
  modelTraits(
    {
      id: createId(testRandom(1), 'prv'),
      dialect,
      preset: dialect,
      name: 'Test',
      baseUrl: 'https://api.example.org',
    },
    modelId,
    effort,
  )

it.each([
  ['anthropic', 'claude-opus-5-5', undefined, { hasTemperature: false, hasReasoningEffort: true }],
  ['anthropic', 'claude-3-5-haiku-latest', undefined, { hasTemperature: true, hasReasoningEffort: false }],
  ['openai', 'gpt-4.1', undefined, { hasTemperature: true, hasReasoningEffort: false }],
  ['openai', 'gpt-5.4', 'low', { hasTemperature: false, hasReasoningEffort: true }],
  ['openai', 'gpt-5.4', 'none', { hasTemperature: true, hasReasoningEffort: true }],
  ['openai-compatible', 'qwen3:8b', undefined, { hasTemperature: true, hasReasoningEffort: true }],
] as const)('%s %s with effort %s', (dialect, modelId, effort, expected) => {
  expect(traits(dialect, modelId, effort)).toEqual(expected)
})
