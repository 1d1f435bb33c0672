/** What WebLLM is asked. That it answers is for a device with a graphics processor. */

import { expect, it } from 'vitest'
import type { ModelRequest } from '../../providers/language-model.ts'
import { toCall } from './load-webllm.ts'

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
