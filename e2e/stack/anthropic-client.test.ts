/** Anthropic's own client reads this provider. */
import Anthropic, { APIError, AuthenticationError, RateLimitError } from '@anthropic-ai/sdk'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { anthropicBlocks, anthropicRefusal, anthropicThinking, anthropicToolUse } from './anthropic-answer.ts'
import { startFaultProvider, type FaultProvider } from './fault-provider.ts'
import {
  cutAfter,
  inWritesOf,
  withCrlf,
  withFault,
  withKeepAlives,
  withMultilineData,
  withoutEnd,
} from './faults.ts'
import { failAfter, streamErrors } from './stream-errors.ts'
import { vendorError } from './vendor-errors.ts'

let provider: FaultProvider
let client: Anthropic

beforeAll(async () => {
  provider = await startFaultProvider()
})
beforeEach(() => {
  provider.reset()
  client = new Anthropic({ apiKey: 'sk-ant-test', baseURL: `${provider.url}/anthropic`, maxRetries: 0 })
})
afterAll(() => provider.close())

const ask = (content = 'How long?') => ({
  model: 'claude-sonnet-5',
  max_tokens: 1_000,
  messages: [{ role: 'user' as const, content }],
})
const mixed = 'Två ord, 你好 👩🏽‍🚀, বাংলা লেখা, مرحبا.'

test('thinking, its signature, text and usage with cache figures', async () => {
  provider.script(
    anthropicThinking('First I count.', mixed, {
      usage: { input: 12, output: 40, cacheRead: 900, cacheCreation: 30 },
    }),
  )
  const message = await client.messages.stream(ask()).finalMessage()
  expect(message.content).toMatchObject([
    { type: 'thinking', thinking: 'First I count.', signature: expect.stringMatching(/^EsEC/) },
    { type: 'text', text: mixed },
  ])
  expect(message.usage).toMatchObject({
    input_tokens: 12,
    output_tokens: 40,
    cache_read_input_tokens: 900,
    cache_creation_input_tokens: 30,
  })
  expect(message.stop_reason).toBe('end_turn')
  expect(provider.calls()[0]?.sentText()).toBe(mixed)
})

test('redacted thinking and a tool call with split input', async () => {
  provider.script(
    anthropicBlocks([
      { type: 'redacted-thinking', data: 'EmwKAhgB' },
      { type: 'tool-use', name: 'weather', input: '{"city":"Dhaka","days":[1,2]}' },
    ]),
  )
  const message = await client.messages.stream(ask()).finalMessage()
  expect(message.content).toMatchObject([
    { type: 'redacted_thinking', data: 'EmwKAhgB' },
    { type: 'tool_use', name: 'weather', input: { city: 'Dhaka', days: [1, 2] } },
  ])
  expect(message.stop_reason).toBe('tool_use')
})

test('a plain call gets the whole message', async () => {
  provider.script(anthropicToolUse('now', '{}'))
  const message = await client.messages.create(ask())
  expect(message.content[0]).toMatchObject({ type: 'tool_use', name: 'now', input: {} })
})

test('a refusal is a stop reason', async () => {
  provider.script(anthropicRefusal('The first part is'))
  const message = await client.messages.stream(ask()).finalMessage()
  expect(message.stop_reason).toBe('refusal')
})

test.each([
  ['CRLF', [withCrlf]],
  ['JSON over several data lines', [withMultilineData]],
  ['comments', [withKeepAlives()]],
  ['writes of five bytes', [inWritesOf(5)]],
] as const)('the stream is still valid with %s', async (_name, faults) => {
  provider.script(withFault(anthropicThinking('Hm.', mixed), ...faults))
  const message = await client.messages.stream(ask()).finalMessage()
  expect(message.content[1]).toMatchObject({ text: mixed })
})

test('a cut stream, an unfinished one and one that says overloaded all fail after their text', async () => {
  for (const fault of [cutAfter(2), withoutEnd, failAfter(2, streamErrors.anthropic)]) {
    provider.script(withFault(anthropicBlocks([{ type: 'text', text: 'one two' }]), fault))
    const seen: string[] = []
    const stream = client.messages.stream(ask())
    stream.on('text', text => seen.push(text))
    await expect(stream.finalMessage()).rejects.toThrow()
    expect(seen.join('')).toBe('one two')
  }
})

test('refusals carry Anthropic’s words and request id', async () => {
  provider.script([
    vendorError('anthropic', 'key-refused'),
    vendorError('anthropic', 'rate-limited', { retryAfter: 12 }),
    vendorError('anthropic', 'overloaded'),
  ])
  await expect(client.messages.create(ask())).rejects.toBeInstanceOf(AuthenticationError)
  const limited = await client.messages.create(ask()).catch((cause: unknown) => cause)
  expect(limited instanceof RateLimitError && limited.headers.get('retry-after')).toBe('12')
  const overloaded = await client.messages.create(ask()).catch((cause: unknown) => cause)
  expect(overloaded instanceof APIError && [overloaded.status, overloaded.requestID]).toEqual([
    529,
    'req_011CSHoEeqs5C35K2UUqR7Fy',
  ])
})

test('the model list is Anthropic’s own shape', async () => {
  const models = await client.models.list()
  expect(models.data.map(model => model.id)).toContain('claude-sonnet-5')
})
