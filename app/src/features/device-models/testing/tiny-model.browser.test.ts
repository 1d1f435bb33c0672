/** The tiny models of the tests, run by the library that will run the real ones: WebAssembly, nothing downloaded. */
import * as library from '@huggingface/transformers'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { createEmbedder } from '../../../../../e2e/stack/tiny-model/embedder.ts'
import {
  createLanguageModel,
  type LanguageModelOptions,
} from '../../../../../e2e/stack/tiny-model/language-model.ts'
import type { ModelFiles } from '../../../../../e2e/stack/tiny-model/model-files.ts'
import { sentences } from '../../../../../e2e/stack/tiny-model/sentences.ts'
import type { ModelRequest } from '../../providers/language-model.ts'
import { openOnnxChat } from '../inference/onnx-chat.ts'
import type { OnnxModel } from '../inference/onnx-options.ts'
import { tinyModel } from './tiny-models.ts'

const { env, pipeline, TextStreamer } = library

/** What the library looked for and this test did not have. */
const missed: string[] = []

beforeEach(() => {
  missed.length = 0
  const { wasm } = env.backends.onnx
  if (wasm === undefined) throw new Error('The runtime has no WebAssembly')
  wasm.numThreads = 1
  // The library asks a host of strangers otherwise; without an address the runtime takes the file beside it.
  Reflect.deleteProperty(wasm, 'wasmPaths')
  env.useBrowserCache = false
  env.fetch = address => {
    missed.push(String(address))
    return Promise.resolve(new Response(undefined, { status: 404 }))
  }
})

afterEach(() => {
  if (missed.length > 0) throw new Error(`Asked of the network: ${missed.join(', ')}`)
})

const serve = (files: ModelFiles): void => {
  env.useCustomCache = true
  env.customCache = {
    match: address => {
      const bytes = files.get(address.replace(/^.*\/tiny\//, ''))
      return Promise.resolve(bytes === undefined ? undefined : new Response(bytes))
    },
    put: () => Promise.resolve(),
  }
}

interface Answer {
  readonly text: string
  readonly pieces: readonly string[]
}

const startWriter = async (options: LanguageModelOptions, dtype: library.DataType = 'fp32') => {
  serve(createLanguageModel(options))
  const writer = await pipeline('text-generation', 'tiny', { device: 'wasm', dtype })
  onTestFinished(() => writer.dispose())
  return async (prompt: string, sampling: Readonly<Record<string, unknown>> = {}): Promise<Answer> => {
    const pieces: string[] = []
    const streamer = new TextStreamer(writer.tokenizer, {
      skip_prompt: true,
      decode_kwargs: { clean_up_tokenization_spaces: false },
      callback_function: piece => pieces.push(piece),
    })
    await writer([{ role: 'user', content: prompt }], { streamer, ...sampling })
    return { text: pieces.join(''), pieces }
  }
}

test('the same prompt is answered by the same sentences, word by word', async () => {
  const answer = await startWriter({ endsAfter: 20 })
  const first = await answer('What do you see?')
  expect(first.text).toMatch(/^[A-Z][a-z]+( '?[A-Za-z]+'?\.?){19}$/)
  expect(first.pieces).toHaveLength(20)
  expect(await answer('What do you see?')).toEqual(first)
})

test('another prompt is answered otherwise, and a high temperature changes nothing', async () => {
  const answer = await startWriter({ endsAfter: 12 })
  const prompts = ['What do you see?', 'Hello', 'নমস্কার', 'مرحبا', 'A', 'B', 'Say more', '🙂']
  const answers = new Map<string, string>()
  for (const prompt of prompts) answers.set(prompt, (await answer(prompt)).text)
  expect(new Set(answers.values()).size).toBeGreaterThan(3)
  for (const prompt of prompts) {
    const warm = await answer(prompt, { do_sample: true, temperature: 1.5 })
    expect(warm.text).toBe(answers.get(prompt))
  }
})

test('an answer ends after its words, or earlier where the caller says so', async () => {
  const answer = await startWriter({ endsAfter: 9 })
  const whole = await answer('Hello', { max_new_tokens: 100 })
  expect(whole.pieces).toHaveLength(9)
  const cut = await answer('Hello', { max_new_tokens: 4 })
  expect(cut.pieces).toHaveLength(4)
  expect(whole.text.startsWith(cut.text)).toBe(true)
})

test('one that never ends goes on to its limit, and its words come round again', async () => {
  const answer = await startWriter({ endsAfter: Infinity })
  const { pieces } = await answer('Hello', { max_new_tokens: 300 })
  expect(pieces).toHaveLength(300)
  const round = sentences.flat().length
  expect(pieces.slice(round, 2 * round)).toEqual(pieces.slice(0, round))
})

test('what our engine says is what the model wrote, with the spaces and quotes of code', async () => {
  serve(createLanguageModel({ endsAfter: sentences.flat().length }))
  const model = tinyModel('tiny', { contextWindow: 1_000 })
  const options = { dtype: 'fp32', device: 'wasm', progress_callback: () => undefined } as const
  const loaded = await openOnnxChat(library, 'tiny', model as OnnxModel, options)
  if (loaded.task !== 'chat') throw new Error('A model that answers was opened as another')
  const request: ModelRequest = {
    modelId: model.id,
    instructions: '',
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
    parameters: {},
  }
  let text = ''
  for await (const part of loaded.stream(request, new AbortController().signal))
    if (part.type === 'text-delta') text += part.delta
  expect(text).toContain("Birds return from distant hills to 'many' trees.")
})

test.each(['fp32', 'q8', 'q4f16'] as const)(
  'weights called %s are found by the name they go by',
  async dtype => {
    const answer = await startWriter({ endsAfter: 3, weights: [dtype], padding: 3_000_000 }, dtype)
    expect((await answer('Hello')).pieces).toHaveLength(3)
  },
)

test('texts that share words or meanings are close, and others are not', async () => {
  serve(createEmbedder())
  const embedder = await pipeline('feature-extraction', 'tiny', { device: 'wasm', dtype: 'fp32' })
  onTestFinished(() => embedder.dispose())
  const vectors = async (...texts: readonly string[]): Promise<readonly (readonly number[])[]> =>
    (await embedder([...texts], { pooling: 'mean', normalize: true })).tolist()
  const closeness = async (one: string, other: string): Promise<number> => {
    const [left = [], right = []] = await vectors(one, other)
    return left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0)
  }

  const all = await vectors('car', 'The doctor was quick', 'of the', '', 'গান', '🙂🙂')
  for (const vector of all) {
    expect(vector).toHaveLength(384)
    expect(Math.hypot(...vector)).toBeCloseTo(1, 4)
  }
  expect(await closeness('car', 'automobile')).toBeGreaterThan(0.6)
  expect(await closeness('car', 'banana')).toBeLessThan(0.4)
  expect(await closeness('I need a doctor', 'Where is the physician?')).toBeGreaterThan(0.5)
  // Words that nobody listed, in three scripts.
  for (const [text, near, far] of [
    ['The harbour opens at dawn', 'when does the harbour open', 'Repair a bicycle chain'],
    ['রাতের আকাশে অনেক তারা', 'আকাশে তারা', 'বাজারে মাছের দাম'],
    ['السماء مليئة بالنجوم', 'النجوم في السماء', 'سعر السمك'],
  ] as const) {
    expect(await closeness(text, near), near).toBeGreaterThan((await closeness(text, far)) + 0.2)
  }
})
