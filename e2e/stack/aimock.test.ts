/** The second provider answers all three formats through the vendors' own clients. */
import Anthropic from '@anthropic-ai/sdk'
import OpenAI from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAimock, type Aimock } from './aimock.ts'

let mock: Aimock
const text = 'A loom holds the warp; the weft goes over and under.'

beforeAll(async () => {
  mock = await startAimock()
  mock.answers('What is a weft?', text)
})
afterAll(() => mock.close())

const openai = () => new OpenAI({ apiKey: 'x', baseURL: `${mock.url}/v1`, maxRetries: 0 })

test('Chat Completions', async () => {
  const completion = await openai()
    .chat.completions.stream({ model: 'gpt-5.1', messages: [{ role: 'user', content: 'What is a weft?' }] })
    .finalChatCompletion()
  expect(completion.choices[0]?.message.content).toBe(text)
})

test('Responses', async () => {
  const response = await openai()
    .responses.stream({ model: 'gpt-5.1', input: 'What is a weft?' })
    .finalResponse()
  expect(response.output_text).toBe(text)
})

test('Messages', async () => {
  const client = new Anthropic({ apiKey: 'x', baseURL: mock.url, maxRetries: 0 })
  const message = await client.messages
    .stream({
      model: 'claude-sonnet-5',
      max_tokens: 100,
      messages: [{ role: 'user', content: 'What is a weft?' }],
    })
    .finalMessage()
  expect(message.content).toMatchObject([{ type: 'text', text }])
})
