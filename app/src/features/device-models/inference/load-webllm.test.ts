/** What WebLLM is asked, and how it is stopped. That it answers is for a device with a graphics processor. */

import { expect, it } from 'vitest'
import type { ModelRequest } from '../../providers/language-model.ts'
import { tinyModel } from '../testing/tiny-models.ts'
import { toCall, toLanguageModel } from './load-webllm.ts'

const withTools = { abilities: { tools: true, vision: false, reasoning: false } }

const request: ModelRequest = {
  modelId: 'Hermes-3-Llama-3.1-8B-q4f16_1-MLC',
  instructions: '',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
  parameters: { temperature: 0.3, maxOutputTokens: 9 },
}
const json: ModelRequest = { ...request, parameters: { outputFormat: 'json' } }
const tools = [{ name: 'look', description: 'Looks', inputSchema: { type: 'object' } }]

it('a plain request is sent plainly', () => {
  expect(toCall(request, withTools)).toEqual({
    messages: [{ role: 'user', content: 'Hi' }],
    stream: true,
    stream_options: { include_usage: true },
    temperature: 0.3,
    max_tokens: 9,
  })
})

it('JSON is asked for by the schema of any object', () => {
  expect(toCall(json, withTools)).toMatchObject({
    response_format: { type: 'json_object', schema: '{"type":"object"}' },
  })
})

it('beside tools JSON is asked for in words alone', () => {
  expect(toCall({ ...json, tools }, withTools)).toMatchObject({ tools: [{ function: { name: 'look' } }] })
  expect(toCall({ ...json, tools }, withTools)).not.toHaveProperty('response_format')
})

it.each([
  ['none', false],
  ['minimal', false],
  ['low', true],
  ['high', true],
] as const)('a model that thinks or does not is asked for %s', (reasoningEffort, thinking) => {
  const asked = { ...request, parameters: { reasoningEffort } }
  const call = toCall(asked, { abilities: { ...withTools.abilities, reasoning: true } })
  expect(call.extra_body).toEqual({ enable_thinking: thinking })
})

it('an answer that nobody wants any more ends, though the engine forgot that while it waited', async () => {
  const flag = { isInterrupted: false }
  let made = 0
  const waited = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  /** As WebLLM 0.2.86: it waits for the answer before, then forgets interrupts, and looks for one before each token. */
  async function* play(): AsyncGenerator<object> {
    await waited.promise
    flag.isInterrupted = false
    while (!flag.isInterrupted && made < 9) {
      made += 1
      yield { choices: [{ delta: { content: 'on ' } }] }
    }
    ended.resolve()
  }
  const loaded = toLanguageModel(
    {
      chat: { completions: { create: async () => play() } },
      interruptGenerate: async () => {
        flag.isInterrupted = true
      },
    },
    {
      ...tinyModel('one', { engine: 'webllm' }),
      source: { type: 'webllm', weights: 'https://models.example/one', library: 'one.wasm', record: {} },
    },
  )
  if (loaded.task !== 'chat') throw new Error('a model for vectors')
  const leaving = new AbortController()
  const parts = loaded.stream(request, leaving.signal)
  leaving.abort()
  expect(flag.isInterrupted).toBe(true)
  waited.resolve()
  await ended.promise
  expect(made).toBe(1)
  for await (const part of parts) throw new Error(`nobody wants a ${part.type}`)
})
