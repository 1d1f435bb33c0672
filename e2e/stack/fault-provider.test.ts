/** The rules of the provider itself: scripting, recording, CORS by vendor, and each fault as bytes. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chatText, chatToolCall } from './chat-answer.ts'
import { isModelCall, says, startFaultProvider, when, type FaultProvider } from './fault-provider.ts'
import {
  badGatewayPage,
  connectionReset,
  emptyBody,
  endless,
  eventsTwice,
  gzipGarbage,
  halvedAfter,
  hugeLineAfter,
  loginPage,
  malformedAfter,
  negativeUsage,
  notANumberUsage,
  otherJson,
  rotatingIds,
  sameToolCallIds,
  slowFirst,
  stallAfter,
  stallBeforeFirst,
  textUsage,
  tokensPerSecond,
  withCarriageReturns,
  withFault,
  withoutCors,
  withoutEnd,
  withoutLastEvent,
} from './faults.ts'
import { readString } from './read-json.ts'
import { bareStatus, vendorError, vendorErrorKinds } from './vendor-errors.ts'

let provider: FaultProvider
beforeAll(async () => {
  provider = await startFaultProvider()
})
beforeEach(() => provider.reset())
afterAll(() => provider.close())

interface Call {
  readonly path?: string
  readonly prompt?: string
  readonly stream?: boolean
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

const call = ({ path = '/v1/chat/completions', prompt = 'Hi', stream = true, headers, signal }: Call = {}) =>
  fetch(`${provider.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({
      model: 'm',
      stream,
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content: prompt }],
    }),
    ...(signal === undefined ? {} : { signal }),
  })

const body = async (options?: Call): Promise<string> => (await call(options)).text()

const dataLines = (text: string): readonly string[] =>
  text
    .split('\n')
    .filter(line => line.startsWith('data: '))
    .map(line => line.slice(6))

describe('scripting', () => {
  test('answers are used once, in order, then the echo', async () => {
    provider.script([chatText('first'), chatText('second')])
    expect(await body()).toContain('first')
    expect(provider.remaining()).toBe(1)
    expect(await body()).toContain('second')
    expect(await body({ prompt: 'third' })).toContain('third')
  })

  test('a matched step waits for its call, and a list of models uses no step', async () => {
    provider.script([when(says('title'), chatText('Bus survey')), chatText('answer')])
    await fetch(`${provider.url}/v1/models`)
    expect(await body({ prompt: 'question' })).toContain('answer')
    expect(await body({ prompt: 'a title for this' })).toContain('Bus')
  })

  test('a standing answer serves any number of calls, after the script', async () => {
    provider.always(isModelCall, chatText('again'))
    provider.script(chatText('once'))
    expect(await body()).toContain('once')
    expect(await body()).toContain('again')
    expect(await body()).toContain('again')
  })

  test('calls set aside take no plain answer and are not counted', async () => {
    provider.aside(says('title'), chatText('By itself'))
    provider.script(chatText('for the person'))
    expect(await body({ prompt: 'a title' })).toContain('By')
    expect(await body({ prompt: 'question' })).toContain('person')
    expect(provider.calls().map(request => request.prompt)).toEqual(['question'])
  })

  test('requests are recorded with headers and body', async () => {
    await body({ prompt: 'Hello', headers: { 'x-team': 'blue' } })
    const [request] = provider.requests
    expect(request).toMatchObject({
      method: 'POST',
      format: 'chat',
      model: 'm',
      prompt: 'Hello',
      stream: true,
    })
    expect(request?.headers['x-team']).toBe('blue')
    expect(await request?.ended).toBe('played')
  })

  test('prompts are read from each format, also from typed parts', async () => {
    const post = (path: string, value: object) =>
      fetch(provider.url + path, { method: 'POST', body: JSON.stringify(value) }).then(response =>
        response.text(),
      )
    await post('/v1/responses', { input: 'plain' })
    await post('/v1/responses', {
      input: [{ role: 'user', content: [{ type: 'input_text', text: 'typed' }] }],
    })
    await post('/v1/messages', { messages: [{ role: 'user', content: [{ type: 'text', text: 'block' }] }] })
    expect(provider.calls().map(request => request.prompt)).toEqual(['plain', 'typed', 'block'])
  })

  test('a wording that no vendor has fails the test, and does not hang it', async () => {
    provider.script(vendorError('lmstudio', 'quota'))
    await expect(call()).rejects.toThrow()
    expect(() => provider.reset()).toThrow(/scripted wrongly/)
  })

  test('local servers list their models', async () => {
    const tags = await (await fetch(`${provider.url}/ollama/api/tags`)).text()
    const studio = await (await fetch(`${provider.url}/lmstudio/v1/models`)).text()
    expect(tags).toContain('"name":"llama3.2:3b"')
    expect(studio).toContain('organization_owner')
  })
})

describe('CORS', () => {
  const origin = 'http://localhost:8787'
  const preflight = (path: string, headers: string, from = origin) =>
    fetch(provider.url + path, {
      method: 'OPTIONS',
      headers: {
        origin: from,
        'access-control-request-method': 'POST',
        'access-control-request-headers': headers,
      },
    })
  const allowed = (response: Response) => response.headers.get('access-control-allow-origin')

  test('Anthropic answers a browser only when it owns up to being one', async () => {
    const without = await preflight('/anthropic/v1/messages', 'x-api-key,content-type,anthropic-version')
    expect([without.status, allowed(without)]).toEqual([403, null])
    const withHeader = await preflight(
      '/anthropic/v1/messages',
      'x-api-key,anthropic-dangerous-direct-browser-access',
    )
    expect(allowed(withHeader)).toBe('*')
    const bare = await call({ path: '/anthropic/v1/messages', headers: { origin } })
    expect([bare.status, allowed(bare)]).toEqual([401, null])
    const owned = await call({
      path: '/anthropic/v1/messages',
      headers: { origin, 'anthropic-dangerous-direct-browser-access': 'true' },
    })
    expect(allowed(owned)).toBe('*')
    await owned.text()
  })

  test('Ollama allows pages of this machine and the headers it knows', async () => {
    const path = '/ollama/v1/chat/completions'
    expect(allowed(await preflight(path, 'authorization,content-type,x-stainless-lang'))).toBe(origin)
    expect(allowed(await preflight(path, 'authorization,x-team'))).toBe(null)
    expect(allowed(await preflight(path, 'content-type', 'https://weft.example'))).toBe(null)
  })

  test('LM Studio as shipped allows nothing, OpenAI and unknown servers everything asked for', async () => {
    expect(allowed(await preflight('/lmstudio/v1/chat/completions', 'content-type'))).toBe(null)
    const openai = await preflight('/openai/v1/chat/completions', 'authorization,content-type')
    expect(openai.headers.get('access-control-allow-headers')).toBe('authorization,content-type')
    expect(allowed(await preflight('/v1/chat/completions', 'authorization'))).toBe('*')
  })

  test('without CORS both the preflight and the answer are bare', async () => {
    provider.script(withFault(chatText('unreadable'), withoutCors))
    expect(allowed(await preflight('/v1/chat/completions', 'authorization'))).toBe(null)
    const response = await call({ headers: { origin } })
    expect([response.status, allowed(response)]).toEqual([200, null])
    await response.text()
    expect(allowed(await preflight('/v1/chat/completions', 'authorization'))).toBe('*')
  })
})

describe('faults', () => {
  test('statuses, with Retry-After in seconds and as a date', async () => {
    const date = new Date('2026-11-21T10:00:00Z')
    provider.script([
      bareStatus(503, { retryAfter: 3 }),
      vendorError('openai', 'rate-limited', { retryAfter: date }),
    ])
    const first = await call()
    expect([first.status, first.headers.get('retry-after')]).toEqual([503, '3'])
    expect((await call()).headers.get('retry-after')).toBe('Sat, 21 Nov 2026 10:00:00 GMT')
  })

  test('every wording has a status of a failure and a text', async () => {
    for (const vendor of [
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
    ] as const) {
      expect(vendorErrorKinds(vendor).length).toBeGreaterThan(0)
      for (const kind of vendorErrorKinds(vendor)) {
        provider.script(vendorError(vendor, kind))
        const response = await call()
        expect(response.status).toBeGreaterThanOrEqual(400)
        expect((await response.text()).length).toBeGreaterThan(20)
      }
    }
  })

  test('pages of machines in between', async () => {
    provider.script([loginPage, badGatewayPage, emptyBody, otherJson])
    const login = await call()
    expect([login.status, login.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    const gateway = await call()
    expect([gateway.status, (await gateway.text()).includes('502 Bad Gateway')]).toEqual([502, true])
    expect(await (await call()).text()).toBe('')
    expect(await (await call()).text()).toContain('welcome')
  })

  test('gzip that is none cannot be read', async () => {
    provider.script(withFault(chatText('x'), gzipGarbage))
    await expect(body()).rejects.toThrow()
  })

  test('a reset before the head and a stall with a head but no body', async () => {
    provider.script([connectionReset, withFault(chatText('x'), stallBeforeFirst)])
    await expect(call(), 'not even a status').rejects.toThrow()
    const stopper = new AbortController()
    const response = await call({ signal: stopper.signal })
    expect(response.status).toBe(200)
    stopper.abort()
    expect(await provider.calls()[1]?.ended).toBe('client-left')
  })

  test('a stall in the middle gives the text before it and nothing else', async () => {
    provider.script(withFault(chatText('one two three'), stallAfter(2)))
    const stopper = new AbortController()
    const response = await call({ signal: stopper.signal })
    const reader = response.body?.getReader()
    let text = ''
    while (!text.includes(' two')) text += new TextDecoder().decode((await reader?.read())?.value)
    expect(text).not.toContain(' three')
    stopper.abort()
    expect(await provider.calls()[0]?.ended).toBe('client-left')
    expect(provider.calls()[0]?.sentText()).toBe('one two')
  })

  test('missing ends: no finish reason, or no [DONE]', async () => {
    provider.script([withFault(chatText('x'), withoutEnd), withFault(chatText('x'), withoutLastEvent)])
    const without = await body()
    expect(without).not.toContain('"stop"')
    expect(without).not.toContain('[DONE]')
    const finished = await body()
    expect(finished).toContain('"stop"')
    expect(finished).not.toContain('[DONE]')
  })

  test('malformed, halved and huge lines', async () => {
    provider.script([
      withFault(chatText('one two'), malformedAfter(1)),
      withFault(chatText('one two'), halvedAfter(1)),
      withFault(chatText('one two'), hugeLineAfter(1)),
    ])
    const broken = (text: string) => dataLines(text).filter(line => line !== '[DONE]' && !isJson(line)).length
    expect(broken(await body())).toBe(1)
    expect(broken(await body())).toBe(2)
    const longest = Math.max(...(await body()).split('\n').map(line => line.length))
    expect(longest).toBeGreaterThan(10 * 1024 * 1024)
  })

  test('usage that is negative, text or no number', async () => {
    provider.script([
      withFault(chatText('x'), negativeUsage),
      withFault(chatText('x'), textUsage),
      withFault(chatText('x'), notANumberUsage),
    ])
    expect(await body()).toContain('"completion_tokens":-7')
    expect(await body()).toContain('"completion_tokens":"many"')
    expect(await body()).toContain('"completion_tokens":NaN')
  })

  test('ids that rotate, repeat, and events that come twice', async () => {
    provider.script([
      withFault(chatText('one two three'), rotatingIds),
      withFault(chatToolCall('now', '{}'), sameToolCallIds),
      withFault(chatText('one'), eventsTwice),
    ])
    const ids = dataLines(await body()).map(line =>
      isJson(line) ? readString(JSON.parse(line), 'id') : undefined,
    )
    expect(new Set(ids).size).toBe(ids.length)
    expect(await body()).toContain('"id":"call_same"')
    expect((await body()).split('"content":"one"').length - 1).toBe(2)
  })

  test('carriage returns alone end lines', async () => {
    provider.script(withFault(chatText('x'), withCarriageReturns))
    const text = await body()
    expect(text).not.toContain('\n')
    expect(text.split('\r\r').length).toBeGreaterThan(3)
  })

  test('a thousand tokens a second, within a fifth', async () => {
    const tokens = Array.from({ length: 1_000 }, (_, index) => ` ${index}`)
    provider.script(withFault(chatText('', { tokens }), tokensPerSecond(1_000)))
    await body()
    const sent = provider.calls()[0]?.sent() ?? []
    const seconds = ((sent.at(-1)?.at ?? 0) - (sent[0]?.at ?? 0)) / 1_000
    expect(sent.length).toBe(1_000)
    expect(1_000 / seconds).toBeGreaterThan(800)
    expect(1_000 / seconds).toBeLessThan(1_200)
  })

  test('a slow first token comes late, and the head does not', async () => {
    provider.script(withFault(chatText('x'), slowFirst(300)))
    const started = performance.now()
    const response = await call()
    const head = performance.now() - started
    await response.text()
    expect(head).toBeLessThan(200)
    expect(performance.now() - started).toBeGreaterThanOrEqual(290)
  })

  test('an endless stream ends when the client leaves', async () => {
    provider.script(withFault(chatText('on and on'), endless))
    const stopper = new AbortController()
    const reader = (await call({ signal: stopper.signal })).body?.getReader()
    let bytes = 0
    while (bytes < 2_000_000) bytes += (await reader?.read())?.value?.length ?? 0
    stopper.abort()
    expect(await provider.calls()[0]?.ended).toBe('client-left')
  })
})

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
