import { createId } from '@weft/shared/ids.ts'
import type { ProviderConfig } from '@weft/shared/schema/provider.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { describe, expect, it } from 'vitest'
import { readModelList } from './model-list.ts'
import { presets } from './presets.ts'

const provider = (preset: string): ProviderConfig => {
  const { dialect, baseUrl } = presets.find(({ id }) => id === preset) ?? {
    dialect: 'openai-compatible',
    baseUrl: '',
  }
  return {
    id: createId(testRandom(1), 'prv'),
    dialect,
    preset,
    name: preset,
    baseUrl: baseUrl || 'https://x.example/v1',
  }
}

const read = (preset: string, body: unknown) =>
  readModelList(typeof body === 'string' ? body : JSON.stringify(body), provider(preset))

describe('the shapes of lists', () => {
  it.each<[string, unknown, object]>([
    [
      'groq',
      { object: 'list', data: [{ id: 'llama-3.3-70b-versatile', active: true, context_window: 131_072 }] },
      { modelId: 'llama-3.3-70b-versatile', contextWindow: 131_072, price: { input: 0.59, output: 0.79 } },
    ],
    [
      'mistral',
      {
        data: [
          {
            id: 'mistral-small-latest',
            name: 'mistral-small-2603',
            capabilities: { completion_chat: true },
            max_context_length: 131_072,
          },
        ],
      },
      { modelId: 'mistral-small-latest', name: 'mistral-small-2603', contextWindow: 131_072 },
    ],
    [
      'gemini',
      {
        object: 'list',
        data: [{ id: 'models/gemini-3.5-flash', object: 'model', display_name: 'Gemini 3.5 Flash' }],
      },
      { modelId: 'gemini-3.5-flash', name: 'Gemini 3.5 Flash', contextWindow: 1_048_576 },
    ],
    [
      'anthropic',
      {
        data: [
          {
            type: 'model',
            id: 'claude-opus-5-5',
            display_name: 'Claude Opus 5.5',
            max_input_tokens: 1_000_000,
            lifecycle: 'active',
          },
        ],
        has_more: false,
      },
      { modelId: 'claude-opus-5-5', name: 'Claude Opus 5.5', contextWindow: 1_000_000 },
    ],
    [
      'llama-cpp',
      {
        object: 'list',
        models: [{ name: 'x' }],
        data: [{ id: 'qwen3.gguf', meta: { n_ctx: 8_192, n_ctx_train: 131_072 } }],
      },
      { modelId: 'qwen3.gguf', contextWindow: 8_192 },
    ],
    [
      'vllm',
      { object: 'list', data: [{ id: 'meta/llama', owned_by: 'vllm', max_model_len: 4_096 }] },
      { modelId: 'meta/llama', contextWindow: 4_096 },
    ],
    [
      'ollama',
      { object: 'list', data: [{ id: 'llama3.2:3b', owned_by: 'library' }] },
      { modelId: 'llama3.2:3b', name: 'llama3.2:3b' },
    ],
    ['ollama', { models: [{ name: 'llama3.2:3b', model: 'llama3.2:3b' }] }, { modelId: 'llama3.2:3b' }],
    [
      'lm-studio',
      {
        models: [{ type: 'llm', key: 'qwen/qwen3-4b', display_name: 'Qwen3 4B', max_context_length: 40_960 }],
      },
      { modelId: 'qwen/qwen3-4b', name: 'Qwen3 4B', contextWindow: 40_960 },
    ],
    [
      'openai-compatible',
      [{ id: 'together/x', context_length: 9 }],
      { modelId: 'together/x', contextWindow: 9 },
    ],
    [
      'openrouter',
      {
        data: [
          {
            id: 'a/b',
            name: 'A: B',
            context_length: 100,
            top_provider: { context_length: 50 },
            architecture: { output_modalities: ['text'] },
            pricing: { prompt: '0.00000125', completion: '0.00001', input_cache_read: '0.000000125' },
          },
        ],
      },
      {
        modelId: 'a/b',
        name: 'A: B',
        contextWindow: 50,
        price: { input: 1.25, output: 10, cachedInput: 0.125 },
      },
    ],
  ])('%s', (preset, body, model) => {
    expect(read(preset, body)).toMatchObject({ ok: true, value: [model] })
  })

  it('has no price where OpenRouter routes by itself', () => {
    const listed = read('openrouter', {
      data: [{ id: 'openrouter/auto', pricing: { prompt: '-1', completion: '-1' } }],
    })
    expect(listed).toEqual({ ok: true, value: [{ modelId: 'openrouter/auto', name: 'openrouter/auto' }] })
  })

  it('takes what Ollama says without a model for an empty list, and nothing else that is null', () => {
    expect(read('ollama', { object: 'list', data: null })).toEqual({ ok: true, value: [] })
    expect(read('ollama', { data: null })).toMatchObject({ ok: false })
  })

  it('is empty when no model is there', () =>
    expect(read('ollama', { data: [] })).toEqual({ ok: true, value: [] }))
})

it('leaves out what is not for talking, what is out of service, what is twice and what is no model', () => {
  const ids = [
    'gpt-6-sol',
    'text-embedding-3-small',
    'whisper-1',
    'gpt-realtime',
    'gpt-4o-audio-preview',
    'dall-e-3',
    'gpt-image-2',
    'tts-1',
    'omni-moderation-latest',
    'gpt-6-sol',
    'llama-3-8b-instruct',
    'nomic-embed-text',
  ]
  const odd = [
    null,
    7,
    {},
    { id: '' },
    { id: 'old', active: false },
    { id: 'gone', lifecycle: 'retired' },
    { id: 'draws', architecture: { output_modalities: ['image'] } },
  ]
  const listed = read('openai', { data: [...ids.map(id => ({ id })), ...odd] })
  expect(listed.ok ? listed.value.map(model => model.modelId) : []).toEqual([
    'gpt-6-sol',
    'llama-3-8b-instruct',
  ])
})

it.each([
  ['a web page', '<!doctype html><title>Hi</title>'],
  ['other JSON', '{"status":"ok"}'],
  ['no JSON', 'nope'],
  ['nothing', ''],
])('says that %s is no list', (_, text) => {
  expect(read('openai', text)).toMatchObject({ ok: false, error: { type: 'not-an-api' } })
})
