import { describe, expect, it } from 'vitest'
import type { ProviderConfig } from '@weft/shared/schema/provider.ts'
import { createId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { addAnthropicUsage, anthropicCountsToUsage, noCounts } from './anthropic-usage.ts'
import { costOf } from './cost.ts'
import { readChatUsage } from './openai-chat-usage.ts'
import { presets } from './presets.ts'
import { knownModel, pricesAsOf } from './prices.ts'

const price = { input: 2, output: 10, cachedInput: 0.2, cacheWrite: 2.5 }

describe('cost', () => {
  it('charges cached and written tokens by their own rates, as OpenAI counts them', () => {
    const usage = readChatUsage({
      prompt_tokens: 1_000_000,
      completion_tokens: 100_000,
      prompt_tokens_details: { cached_tokens: 600_000, cache_write_tokens: 100_000 },
    })
    // 300,000 fresh, 600,000 read, 100,000 written, 100,000 out
    expect(costOf(usage ?? {}, price)).toBeCloseTo(0.6 + 0.12 + 0.25 + 1, 10)
  })

  it('charges the same as Anthropic counts them, which leaves the cache out of the input', () => {
    const counts = addAnthropicUsage(noCounts, {
      input_tokens: 300_000,
      cache_read_input_tokens: 600_000,
      cache_creation_input_tokens: 100_000,
      output_tokens: 100_000,
    })
    expect(costOf(anthropicCountsToUsage(counts), price)).toBeCloseTo(1.97, 10)
  })

  it('charges like fresh input where a rate is absent', () => {
    expect(
      costOf({ inputTokens: 10, outputTokens: 0, cachedInputTokens: 10 }, { input: 1, output: 1 }),
    ).toBeCloseTo(1e-5)
  })

  it('charges the whole request by the rate for long prompts once it is long', () => {
    const tiered = { ...price, longPrompt: { above: 200_000, input: 4, output: 15, cachedInput: 0.4 } }
    expect(costOf({ inputTokens: 200_000, outputTokens: 1_000 }, tiered)).toBeCloseTo(0.41)
    expect(costOf({ inputTokens: 200_001, outputTokens: 1_000 }, tiered)).toBeCloseTo(0.800004 + 0.015)
  })

  it('believes a provider that says what it charged', () => {
    expect(costOf({ inputTokens: 1, outputTokens: 1, reportedCost: 0.5 }, price)).toBe(0.5)
    expect(costOf({ reportedCost: 0.5 }, undefined)).toBe(0.5)
  })

  it.each([
    ['no price', { inputTokens: 1, outputTokens: 1 }, undefined],
    ['no input', { outputTokens: 1 }, price],
    ['no output', { inputTokens: 1 }, price],
    ['nothing', {}, price],
    ['NaN', { inputTokens: Number.NaN, outputTokens: 1 }, price],
  ])('is unknown with %s', (_, usage, known) => {
    expect(costOf(usage, known)).toBeUndefined()
  })
})

describe('the price table', () => {
  const provider = (preset: string, baseUrl = ''): ProviderConfig => ({
    id: createId(testRandom(1), 'prv'),
    dialect: 'openai-compatible',
    preset,
    name: preset,
    baseUrl: baseUrl || (presets.find(({ id }) => id === preset)?.baseUrl ?? ''),
  })

  it('is dated', () => expect(pricesAsOf).toMatch(/^2026-\d\d-\d\d$/))

  it('knows a model by its name and by a dated one', () => {
    const known = knownModel(provider('openai'), 'gpt-5')
    expect(known).toEqual({ contextWindow: 400_000, price: { input: 1.25, output: 10, cachedInput: 0.125 } })
    expect(knownModel(provider('openai'), 'gpt-5-2025-08-07')).toEqual(known)
    expect(knownModel(provider('anthropic'), 'claude-haiku-4-5-20251001')?.price.cacheWrite).toBe(1.25)
  })

  it('knows a service by its address, and nothing of others', () => {
    expect(knownModel(provider('openai-compatible', 'https://api.openai.com/v1'), 'gpt-5')).toBeDefined()
    expect(knownModel(provider('openai-compatible', 'https://proxy.example/v1'), 'gpt-5')).toBeUndefined()
    expect(knownModel(provider('ollama'), 'gpt-5')).toBeUndefined()
    expect(knownModel(provider('openai'), 'gpt-5-mini-turbo')).toBeUndefined()
  })
})
