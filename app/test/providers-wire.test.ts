/**
 * The dialects through the vendors' real SDKs against a server that speaks the vendors' formats and goes wrong on
 * demand. It belongs to `e2e`, which may know nothing of the app, so the app's side of the meeting is here.
 */

import { must } from '@weft/shared/assert.ts'
import { systemEnv } from '@weft/shared/env.ts'
import { createId } from '@weft/shared/ids.ts'
import type { ProviderConfig } from '@weft/shared/schema/provider.ts'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  anthropicRefusal,
  anthropicText,
  anthropicThinking,
  anthropicToolUse,
} from '../../e2e/stack/anthropic-answer.ts'
import {
  chatCutByLength,
  chatFiltered,
  chatReasoning,
  chatRefusal,
  chatText,
  chatToolCall,
} from '../../e2e/stack/chat-answer.ts'
import { startFaultProvider } from '../../e2e/stack/fault-provider.ts'
import * as faults from '../../e2e/stack/faults.ts'
import { anthropicModels, openaiModels, openrouterModels } from '../../e2e/stack/model-lists.ts'
import { type Answer, createGate } from '../../e2e/stack/reply.ts'
import {
  responsesCutByLength,
  responsesReasoning,
  responsesRefusal,
  responsesText,
  responsesToolCall,
} from '../../e2e/stack/responses-answer.ts'
import { failAfter, streamErrors } from '../../e2e/stack/stream-errors.ts'
import type { Vendor } from '../../e2e/stack/vendor.ts'
import { vendorError, vendorErrorKinds } from '../../e2e/stack/vendor-errors.ts'
import { createConcessions } from '../src/features/providers/concessions.ts'
import { testConnection } from '../src/features/providers/connection-test.ts'
import type { ModelRequest, StreamPart } from '../src/features/providers/language-model.ts'
import type { ModelDeps } from '../src/features/providers/model-deps.ts'
import { listModels } from '../src/features/providers/model-list.ts'
import type { ProviderErrorType } from '../src/features/providers/provider-error.ts'
import { createLanguageModel } from '../src/features/providers/registry.ts'
import type { Surroundings } from '../src/features/providers/surroundings.ts'

type FaultProvider = Awaited<ReturnType<typeof startFaultProvider>>
type VendorErrorKind = ReturnType<typeof vendorErrorKinds>[number]
type DialectName = 'chat' | 'responses' | 'anthropic'

let server: FaultProvider

beforeAll(async () => {
  server = await startFaultProvider({ port: 8760 })
})
afterAll(() => server.close())
afterEach(() => server.reset())

const surroundings: Surroundings = {
  isOnline: () => true,
  ownOrigin: 'http://localhost:8787',
  localNetworkPermission: async () => 'granted',
  wasBlockedByPolicy: async () => false,
  fetch: (url, init) => fetch(url, init),
}

interface DialectCase {
  readonly dialect: DialectName
  readonly provider: Pick<ProviderConfig, 'dialect' | 'preset'>
  readonly path: string
  readonly modelId: string
  readonly text: (text: string) => Answer
}

const dialects: readonly DialectCase[] = [
  {
    dialect: 'chat',
    provider: { dialect: 'openai-compatible', preset: 'openai-compatible' },
    path: '/v1',
    modelId: 'test-model',
    text: chatText,
  },
  {
    dialect: 'responses',
    provider: { dialect: 'openai', preset: 'openai' },
    path: '/openai/v1',
    modelId: 'gpt-6-sol',
    text: responsesText,
  },
  {
    dialect: 'anthropic',
    provider: { dialect: 'anthropic', preset: 'anthropic' },
    path: '/anthropic',
    modelId: 'claude-opus-5-5',
    text: anthropicText,
  },
]

const caseOf = (name: DialectName): DialectCase =>
  must(
    dialects.find(({ dialect }) => dialect === name),
    name,
  )

const depsFor = (
  { provider, path }: Pick<DialectCase, 'provider' | 'path'>,
  credentials: ModelDeps['access']['credentials'] = { apiKey: 'sk-test-key-12345' },
  baseUrl = `${server.url}${path}`,
): ModelDeps => ({
  access: {
    provider: { id: createId(systemEnv.random, 'prv'), name: 'Test', baseUrl, ...provider },
    credentials,
  },
  clock: systemEnv.clock,
  random: systemEnv.random,
  surroundings,
  concessions: createConcessions(),
})

const request = (modelId: string, more: Partial<ModelRequest> = {}): ModelRequest => ({
  modelId,
  instructions: 'Answer briefly.',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello there' }] }],
  parameters: {},
  ...more,
})

const ask = async (
  dialect: DialectCase,
  deps: ModelDeps = depsFor(dialect),
  asked: ModelRequest = request(dialect.modelId),
): Promise<readonly StreamPart[]> => {
  const parts: StreamPart[] = []
  for await (const part of createLanguageModel(deps).stream(asked, new AbortController().signal))
    parts.push(part)
  return parts
}

const deltas = (parts: readonly StreamPart[], type: 'text' | 'reasoning' | 'tool-input'): string =>
  parts.map(part => ('delta' in part && part.type === `${type}-delta` ? part.delta : '')).join('')

const text = 'Grüße! The answer is 42. বাংলা 東京 👩‍🚀'

describe.each(dialects)('$dialect', dialect => {
  it('streams text and usage', async () => {
    server.script(dialect.text(text))
    const parts = await ask(dialect)
    expect(deltas(parts, 'text')).toBe(text)
    expect(parts.at(-1)).toMatchObject({
      type: 'finish',
      reason: 'complete',
      usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
    })
  })

  it('sends the key, no cookie, nothing for statistics, and below its address', async () => {
    const deps = depsFor(dialect, {
      apiKey: 'sk-test-key-12345',
      headers: [{ name: 'X-Org', value: 'weft' }],
    })
    await ask(dialect, deps)
    const [call] = server.calls()
    expect(call?.path.startsWith(dialect.path)).toBe(true)
    expect(call?.headers['authorization']).toBe('Bearer sk-test-key-12345')
    expect(call?.headers['x-org']).toBe('weft')
    const names = Object.keys(call?.headers ?? {})
    expect(
      names.filter(name => name.startsWith('x-stainless') || name === 'cookie' || name === 'referer'),
    ).toEqual([])
  })

  it.each<[string, readonly faults.Fault[]]>([
    ['CRLF', [faults.withCrlf]],
    ['CR', [faults.withCarriageReturns]],
    ['a byte order mark', [faults.withByteOrderMark]],
    ['no space after the colon', [faults.withoutSpace]],
    ['data over several lines', [faults.withMultilineData]],
    ['writes of one byte', [faults.inWritesOf(1)]],
    ['writes of three bytes', [faults.inWritesOf(3), faults.withCrlf, faults.withByteOrderMark]],
    ['keep-alive comments', [faults.withKeepAlives()]],
    ['other ids in every event', [faults.rotatingIds]],
    ['deltas after the end', [faults.deltasAfterEnd]],
    ['usage that is NaN', [faults.notANumberUsage]],
    ['usage below zero', [faults.negativeUsage]],
    ['usage as text', [faults.textUsage]],
    ['usage that is null', [faults.nullUsage]],
  ])('is whole with %s', async (_, rewrites) => {
    server.script(faults.withFault(dialect.text(text), ...rewrites))
    const parts = await ask(dialect)
    expect(deltas(parts, 'text')).toBe(text)
    expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'complete' })
  })

  it('says unknown of usage that cannot be', async () => {
    for (const fault of [faults.negativeUsage, faults.textUsage, faults.nullUsage, faults.notANumberUsage]) {
      server.script(faults.withFault(dialect.text('x'), fault))
      const last = (await ask(dialect)).at(-1)
      expect(last).toMatchObject({ type: 'finish' })
      const usage = last?.type === 'finish' ? last.usage : {}
      expect(usage.inputTokens).toBeUndefined()
      expect(usage.outputTokens).toBeUndefined()
    }
  })

  it.each<[string, readonly faults.Fault[], ProviderErrorType]>([
    ['a cut connection', [faults.cutAfter(3)], 'stream-cut'],
    ['a body that ends in the middle', [faults.endAfter(3)], 'stream-cut'],
    ['no word of the end', [faults.withoutEnd], 'stream-cut'],
    ['an event that is no JSON', [faults.malformedAfter(3)], 'stream-malformed'],
    ['JSON torn in two events', [faults.halvedAfter(3)], 'stream-malformed'],
    ['a line of 10 MB', [faults.hugeLineAfter(3)], 'stream-too-large'],
  ])('keeps what came before %s', async (_, rewrites, type) => {
    server.script(faults.withFault(dialect.text('one two three four five six'), ...rewrites))
    const parts = await ask(dialect)
    expect(deltas(parts, 'text')).toMatch(/^one two three/)
    expect(parts.at(-1)).toMatchObject({ type: 'error', error: { type } })
  })

  it.each<[string, Answer, ProviderErrorType]>([
    ['an empty 200', faults.emptyBody, 'answer-empty'],
    ['a sign-in page', faults.loginPage, 'not-an-api'],
    ['other JSON', faults.otherJson, 'stream-malformed'],
    ['a bad gateway’s page', faults.badGatewayPage, 'provider-failed'],
    ['a reset connection', faults.connectionReset, 'stream-cut'],
  ])('names %s', async (_, answer, type) => {
    server.script(answer)
    expect(await ask(dialect)).toEqual([{ type: 'error', error: expect.objectContaining({ type }) }])
  })

  it('names gzip that is none, and gzip that breaks off', async () => {
    server.script(faults.withFault(dialect.text('x'), faults.gzipGarbage))
    expect(await ask(dialect)).toEqual([{ type: 'error', error: { type: 'stream-malformed' } }])
    server.script(faults.withFault(dialect.text('x'), faults.gzipCut))
    expect((await ask(dialect)).at(-1)?.type).toBe('error')
  })

  it('stops: the server sees the client leave', async () => {
    const gate = createGate()
    server.script(faults.withFault(dialect.text('one two three four five'), faults.holdAfter(2, gate)))
    const controller = new AbortController()
    const parts: StreamPart[] = []
    for await (const part of createLanguageModel(depsFor(dialect)).stream(
      request(dialect.modelId),
      controller.signal,
    )) {
      parts.push(part)
      if (deltas(parts, 'text').includes('two')) controller.abort()
    }
    expect(parts.at(-1)?.type).toBe('text-delta')
    const [call] = server.calls()
    await call?.ended
    expect(call?.outcome()).toBe('client-left')
  })

  it('makes one call only, whatever comes: retries are the run’s', async () => {
    server.always(() => true, vendorError('openai', 'server'))
    await ask(dialect)
    expect(server.calls()).toHaveLength(1)
  })

  it('follows no redirect', async () => {
    server.script(answer => ({
      ...dialect.text('x')(answer),
      status: 307,
      headers: { location: 'http://127.0.0.1:8761/' },
    }))
    expect(await ask(dialect)).toEqual([{ type: 'error', error: { type: 'not-an-api', status: 307 } }])
  })

  it('asks nobody without a key where one is needed, and asks a gateway that adds it', async () => {
    const parts = await ask(dialect, depsFor(dialect, {}))
    expect(parts.at(-1)).toMatchObject({ type: 'finish' })
    expect(server.calls()[0]?.headers['authorization']).toBeUndefined()
  })
})

it('is stopped by the size of an endless answer, and lets it go', async () => {
  server.script(faults.withFault(chatText('', { tokens: ['word '.repeat(20_000)] }), faults.endless))
  const parts = await ask(caseOf('chat'))
  expect(parts.at(-1)).toEqual({ type: 'error', error: { type: 'stream-too-large' } })
  await server.calls()[0]?.ended
  expect(server.calls()[0]?.outcome()).toBe('client-left')
})

describe('errors in the vendors’ own words', () => {
  const expected: Readonly<Record<VendorErrorKind, ProviderErrorType | readonly ProviderErrorType[]>> = {
    'key-refused': 'key-refused',
    'no-credit': 'quota-exhausted',
    forbidden: ['access-denied', 'request-refused', 'model-not-found'],
    region: 'access-denied',
    'model-unknown': 'model-not-found',
    'timed-out': 'provider-failed',
    conflict: 'request-refused',
    'too-large': ['request-refused', 'context-too-long'],
    'rate-limited': 'rate-limited',
    quota: ['quota-exhausted', 'rate-limited'],
    'context-overflow': 'context-too-long',
    invalid: 'request-refused',
    server: 'provider-failed',
    unavailable: 'overloaded',
    overloaded: 'overloaded',
  }
  const vendors = [
    'openai',
    'anthropic',
    'openrouter',
    'groq',
    'mistral',
    'deepseek',
    'gemini',
    'ollama',
    'lmstudio',
    'llamacpp',
    'vllm',
  ] as const satisfies readonly Vendor[]
  const cases = vendors.flatMap(vendor => vendorErrorKinds(vendor).map(kind => ({ vendor, kind })))

  it.each(cases)('$vendor: $kind', async ({ vendor, kind }) => {
    const dialect = caseOf(vendor === 'anthropic' ? 'anthropic' : vendor === 'openai' ? 'responses' : 'chat')
    // Twice: a request that is refused for a part of ours is made again without it.
    server.script([vendorError(vendor, kind), vendorError(vendor, kind)])
    const parts = await ask(
      dialect,
      depsFor({ ...dialect, path: `/${vendor}${vendor === 'anthropic' ? '' : '/v1'}` }),
    )
    expect(parts).toHaveLength(1)
    const error = parts[0]?.type === 'error' ? parts[0].error : undefined
    expect([expected[kind]].flat()).toContain(error?.type)
    expect(error?.status).toBeGreaterThanOrEqual(400)
    expect(error?.detail).not.toBe('')
  })

  it('tells an empty account from a limit that passes', async () => {
    const typeOf = async (vendor: Vendor, kind: VendorErrorKind) => {
      server.script(vendorError(vendor, kind))
      const [part] = await ask(caseOf('chat'))
      return part?.type === 'error' ? [part.error.type, part.error.retryAfter] : []
    }
    expect(await typeOf('openai', 'quota')).toEqual(['quota-exhausted', undefined])
    expect(await typeOf('openai', 'rate-limited')).toEqual(['rate-limited', 1_400])
    expect(await typeOf('groq', 'rate-limited')).toEqual(['rate-limited', 8_055])
    expect(await typeOf('gemini', 'quota')).toEqual(['rate-limited', 37_000])
  })

  it.each([
    [8, 8_000],
    [3_600, 300_000],
  ])('reads Retry-After of %i s as %i ms', async (seconds, wait) => {
    server.script(vendorError('mistral', 'rate-limited', { retryAfter: seconds }))
    expect(await ask(caseOf('chat'))).toMatchObject([{ error: { type: 'rate-limited', retryAfter: wait } }])
  })

  it('reads Retry-After as a date', async () => {
    server.script(vendorError('mistral', 'rate-limited', { retryAfter: new Date(Date.now() + 20_000) }))
    const [part] = await ask(caseOf('chat'))
    const wait = part?.type === 'error' ? part.error.retryAfter : undefined
    expect(wait).toBeGreaterThan(17_000)
    expect(wait).toBeLessThanOrEqual(20_000)
  })
})

describe('errors inside a stream', () => {
  it.each<[DialectName, keyof typeof streamErrors, ProviderErrorType]>([
    ['chat', 'openai', 'provider-failed'],
    ['chat', 'openrouter', 'provider-failed'],
    ['chat', 'llamacpp', 'provider-failed'],
    ['responses', 'responses', 'provider-failed'],
    ['anthropic', 'anthropic', 'overloaded'],
  ])('%s: %s', async (name, failure, type) => {
    const dialect = caseOf(name)
    server.script(faults.withFault(dialect.text('one two three four'), failAfter(2, streamErrors[failure])))
    const parts = await ask(dialect)
    expect(deltas(parts, 'text')).toMatch(/^one two/)
    expect(parts.at(-1)).toMatchObject({ type: 'error', error: { type } })
  })
})

describe('reasoning, refusals, tools, limits', () => {
  const playsAs = async (name: DialectName, answer: Answer) => {
    server.script(answer)
    return ask(caseOf(name))
  }

  it.each<[DialectName, Answer]>([
    ['chat', chatReasoning('First I think.', 'Then I speak.', { dialect: 'deepseek' })],
    ['chat', chatReasoning('First I think.', 'Then I speak.', { dialect: 'openrouter' })],
    ['chat', chatReasoning('First I think.', 'Then I speak.', { dialect: 'groq' })],
    ['chat', chatReasoning('First I think.', 'Then I speak.', { dialect: 'ollama' })],
    ['responses', responsesReasoning('First I think.', 'Then I speak.')],
    ['anthropic', anthropicThinking('First I think.', 'Then I speak.')],
  ])('%s: reasoning comes before the text, and once', async (name, answer) => {
    const parts = await playsAs(name, answer)
    expect(deltas(parts, 'reasoning')).toBe('First I think.')
    expect(deltas(parts, 'text')).toBe('Then I speak.')
    const types = parts.map(part => part.type)
    expect(types.indexOf('reasoning-end')).toBeLessThan(types.indexOf('text-start'))
  })

  it.each<[DialectName, Answer]>([
    ['chat', chatRefusal('I can’t help with that.')],
    ['responses', responsesRefusal('I can’t help with that.')],
    ['anthropic', anthropicRefusal('I can’t help with that.')],
    ['chat', chatFiltered('I can’t help with that.')],
  ])('%s: a refusal is labelled and its words are kept', async (name, answer) => {
    const parts = await playsAs(name, answer)
    expect(deltas(parts, 'text')).toBe('I can’t help with that.')
    expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'refused' })
  })

  it.each<[DialectName, Answer]>([
    ['chat', chatCutByLength('So far')],
    ['responses', responsesCutByLength('So far')],
  ])('%s: the limit is labelled', async (name, answer) => {
    expect((await playsAs(name, answer)).at(-1)).toMatchObject({ type: 'finish', reason: 'length' })
  })

  it.each<[DialectName, Answer]>([
    ['chat', chatToolCall('get_weather', '{"city":"Zürich"}')],
    ['chat', chatToolCall('get_weather', '{"city":"Zürich"}', { dialect: 'ollama' })],
    ['responses', responsesToolCall('get_weather', '{"city":"Zürich"}')],
    ['anthropic', anthropicToolUse('get_weather', '{"city":"Zürich"}')],
    ['chat', chatToolCall('get_weather', '{"city":')],
  ])('%s: a tool call comes whole, good JSON or not', async (name, answer) => {
    const parts = await playsAs(name, answer)
    expect(parts.find(part => part.type === 'tool-input-start')).toMatchObject({ name: 'get_weather' })
    expect(deltas(parts, 'tool-input')).toMatch(/^\{"city":/)
    expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'tool-calls' })
  })
})

describe('what is ours is given up when it is refused', () => {
  const refusal =
    (message: string): Answer =>
    asked => ({
      ...vendorError('openai', 'invalid')(asked),
      frames: [
        {
          tag: 'bytes',
          bytes: new TextEncoder().encode(
            JSON.stringify({ error: { message, type: 'invalid_request_error' } }),
          ),
        },
      ],
    })

  it('asks again without the option for usage, and remembers', async () => {
    const dialect = caseOf('chat')
    const deps = depsFor(dialect)
    server.script([
      refusal('Extra inputs are not permitted: stream_options'),
      chatText('one'),
      chatText('two'),
    ])
    expect(deltas(await ask(dialect, deps), 'text')).toBe('one')
    expect(deltas(await ask(dialect, deps), 'text')).toBe('two')
    expect(server.calls().map(call => call.includeUsage)).toEqual([true, false, false])
  })

  it('calls the limit by its other name', async () => {
    const dialect = caseOf('chat')
    server.script([vendorError('openai', 'invalid'), chatText('one')])
    const asked = request('m', { parameters: { maxOutputTokens: 9 } })
    expect(deltas(await ask(dialect, depsFor(dialect), asked), 'text')).toBe('one')
    expect(server.calls().map(call => call.body)).toMatchObject([
      { max_tokens: 9 },
      { max_completion_tokens: 9 },
    ])
  })

  it('says the instructions in the user’s turn where there is no role for them', async () => {
    const dialect = caseOf('chat')
    server.script([refusal('System role not supported'), chatText('one')])
    await ask(dialect)
    expect(server.calls()[1]?.body).toMatchObject({
      messages: [{ role: 'user', content: 'Answer briefly.\n\nHello there' }],
    })
  })

  it('does without summaries for an organisation that is not verified', async () => {
    const dialect = caseOf('responses')
    server.script([
      refusal('Your organization must be verified to generate reasoning summaries.'),
      responsesText('one'),
    ])
    expect(deltas(await ask(dialect), 'text')).toBe('one')
    expect(server.calls()[1]?.body).not.toHaveProperty('reasoning')
  })

  it.each<[DialectName, string, Answer, string]>([
    ['chat', "'response_format.type' must be 'json_schema' or 'text'", chatText('{}'), 'response_format'],
    [
      'responses',
      "Invalid parameter: 'text.format' of type 'json_object' is not supported with this model.",
      responsesText('{}'),
      'text',
    ],
  ])('%s: asks for JSON in words alone where there is no mode for it', async (name, words, answer, field) => {
    const dialect = caseOf(name)
    server.script([refusal(words), answer])
    const asked = request(dialect.modelId, { parameters: { outputFormat: 'json' } })
    expect(deltas(await ask(dialect, depsFor(dialect), asked), 'text')).toBe('{}')
    const [first, second] = server.calls().map(call => call.body)
    expect(first).toHaveProperty(field)
    expect(second).not.toHaveProperty(field)
  })

  it('never gives up what the person chose', async () => {
    const dialect = caseOf('chat')
    server.script(refusal("Unsupported value: 'temperature' does not support 0.3 with this model."))
    const parts = await ask(dialect, depsFor(dialect), request('m', { parameters: { temperature: 0.3 } }))
    expect(parts).toMatchObject([
      { error: { type: 'request-refused', detail: expect.stringContaining('temperature') } },
    ])
    expect(server.calls()).toHaveLength(1)
  })
})

describe('models and the test of a connection', () => {
  const signal = new AbortController().signal
  const modelsAre = (answer: Answer): void => server.always(asked => asked.format === 'models', answer)

  it('lists and measures', async () => {
    modelsAre(openaiModels(['gpt-6-sol', 'text-embedding-3-small', 'gpt-5-2025-08-07']))
    const tested = await testConnection(depsFor(caseOf('responses')), signal)
    expect(tested).toMatchObject({ ok: true, value: { latency: expect.any(Number) } })
    expect(tested.ok ? tested.value.models.map(model => model.modelId) : []).toEqual([
      'gpt-6-sol',
      'gpt-5-2025-08-07',
    ])
  })

  it('lists Anthropic’s, with what is known of them', async () => {
    modelsAre(anthropicModels(['claude-opus-5-5']))
    const listed = await listModels(depsFor({ ...caseOf('anthropic') }), signal)
    expect(listed).toMatchObject({ ok: true, value: [{ modelId: 'claude-opus-5-5' }] })
  })

  it('reads OpenRouter’s prices and windows, and checks the key although the list is open', async () => {
    const provider = { dialect: 'openai-compatible', preset: 'openrouter' } as const
    modelsAre(openrouterModels(['deepseek/deepseek-r1']))
    server.always(asked => asked.path.endsWith('/key'), vendorError('openrouter', 'key-refused'))
    const deps = depsFor({ provider, path: '/openrouter/v1' })
    expect(await listModels(deps, signal)).toEqual({
      ok: true,
      value: [
        {
          modelId: 'deepseek/deepseek-r1',
          name: 'deepseek/deepseek-r1',
          contextWindow: 131_072,
          price: { input: 0.55, output: 2.19 },
        },
      ],
    })
    expect(await testConnection(deps, signal)).toMatchObject({
      ok: false,
      error: { type: 'key-refused', status: 401 },
    })
  })

  it.each<[string, Answer, ProviderErrorType]>([
    ['a wrong key', vendorError('openai', 'key-refused'), 'key-refused'],
    ['a web page', faults.loginPage, 'not-an-api'],
    ['another address', vendorError('openai', 'model-unknown'), 'not-an-api'],
    ['no money', vendorError('openai', 'quota'), 'quota-exhausted'],
    ['other JSON', faults.otherJson, 'not-an-api'],
  ])('names %s', async (_, answer, type) => {
    modelsAre(answer)
    expect(await testConnection(depsFor(caseOf('chat')), signal)).toMatchObject({
      ok: false,
      error: { type },
    })
  })

  it('asks a named model for a word', async () => {
    modelsAre(openaiModels(['a']))
    server.script([chatText('yes'), vendorError('openai', 'model-unknown'), vendorError('openai', 'quota')])
    const deps = depsFor(caseOf('chat'))
    expect(await testConnection(deps, signal, 'a')).toMatchObject({ ok: true })
    expect(await testConnection(deps, signal, 'nope')).toMatchObject({
      ok: false,
      error: { type: 'model-not-found' },
    })
    expect(await testConnection(deps, signal, 'a')).toMatchObject({
      ok: false,
      error: { type: 'quota-exhausted' },
    })
  })

  it('names a host where nobody listens', async () => {
    const deps = depsFor(caseOf('chat'), { apiKey: 'k' }, 'http://127.0.0.1:8779/v1')
    expect(await testConnection(deps, signal)).toEqual({ ok: false, error: { type: 'host-unreachable' } })
  })
})
