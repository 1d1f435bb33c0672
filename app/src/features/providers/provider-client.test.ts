/** Both ends of the port, over a real MessageChannel, with a vendor played by `fetch`. */

import { systemRandom } from '@weft/shared/env.ts'
import { createId } from '@weft/shared/ids.ts'
import { type TestClock, testClock, testRandom } from '@weft/shared/testing/env.ts'
import { afterEach, describe, expect, it } from 'vitest'
import type { ModelRequest, StreamPart } from './language-model.ts'
import { holdLifeline } from './lifeline.ts'
import type { ProviderAccess } from './provider-access.ts'
import { createProviderClient } from './provider-client.ts'
import { createProviderHost } from './provider-host.ts'
import type { Surroundings } from './surroundings.ts'
import { createEndlessBody } from './testing/endless-body.ts'

const access: ProviderAccess = {
  provider: {
    id: createId(testRandom(1), 'prv'),
    dialect: 'openai-compatible',
    preset: 'openai-compatible',
    name: 'Example',
    baseUrl: 'https://api.example.org/v1',
  },
  credentials: { apiKey: 'sk-secret-123' },
}

const request: ModelRequest = {
  modelId: 'm',
  instructions: '',
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Hi' },
        { type: 'image', mediaType: 'image/png', bytes: Uint8Array.of(1) },
      ],
    },
  ],
  parameters: { temperature: 1 },
}

const sse = (...events: readonly unknown[]): string =>
  events.map(event => `data: ${JSON.stringify(event)}\n\n`).join('')
const delta = (content: string) => ({ choices: [{ index: 0, delta: { content } }] })
const finish = { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

interface Vendor {
  readonly fetch: Surroundings['fetch']
  readonly calls: { readonly url: string; readonly init: RequestInit }[]
}

const bodyOf = (init: RequestInit | undefined): string => (typeof init?.body === 'string' ? init.body : '')

const vendor = (answer: (url: string, init: RequestInit) => Response | Promise<Response>): Vendor => {
  const calls: Vendor['calls'] = []
  return {
    calls,
    fetch: async (url, init) => {
      calls.push({ url, init })
      return answer(url, init)
    },
  }
}

const connect = (
  fetch: Surroundings['fetch'],
  clock: TestClock = testClock(),
  wasBlockedByPolicy: Surroundings['wasBlockedByPolicy'] = async () => false,
) => {
  const reported: unknown[] = []
  let isClosed = false
  const { port1, port2 } = new MessageChannel()
  closers.push(() => port1.close())
  const host = createProviderHost({
    env: { clock, random: systemRandom },
    locks: navigator.locks,
    report: cause => reported.push(cause),
    close: () => {
      isClosed = true
    },
    surroundings: {
      isOnline: () => true,
      ownOrigin: 'http://localhost:8787',
      localNetworkPermission: async () => 'granted',
      wasBlockedByPolicy,
      fetch,
    },
  })
  host.serve(port2)
  return {
    client: createProviderClient(port1, clock),
    host,
    port1,
    port2,
    clock,
    reported,
    isClosed: () => isClosed,
  }
}

const collect = async (stream: AsyncIterable<StreamPart>): Promise<readonly StreamPart[]> => {
  const parts: StreamPart[] = []
  for await (const part of stream) parts.push(part)
  return parts
}

/** A body that never says more than it was given. */
const openBody = (text: string, cancelled: () => void): Response =>
  new Response(
    new ReadableStream<Uint8Array>({
      start: controller => controller.enqueue(new TextEncoder().encode(text)),
      cancel: cancelled,
    }),
  )

const signal = new AbortController().signal

describe('vectors', () => {
  const vectors = (init: RequestInit): Response => {
    const { input } = JSON.parse(bodyOf(init)) as { readonly input: readonly string[] }
    return Response.json({ data: input.map((text, index) => ({ index, embedding: [text.length, 0] })) })
  }

  it('come for every text, over as many requests as it takes', async () => {
    const played = vendor((_url, init) => vectors(init))
    const { client } = connect(played.fetch)
    const texts = Array.from({ length: 70 }, (_, index) => `text ${index}`)
    const answered = await client.embed(access, 'nomic-embed-text', texts, 'passage', signal)
    expect(answered.ok && answered.value.map(vector => Array.from(vector))).toEqual(texts.map(() => [1, 0]))
    expect(played.calls.map(call => call.url)).toEqual(
      Array.from({ length: 3 }, () => 'https://api.example.org/v1/embeddings'),
    )
    const body = JSON.parse(bodyOf(played.calls[0]?.init)) as object
    expect(body).toMatchObject({ model: 'nomic-embed-text', encoding_format: 'float' })
    expect(body).toHaveProperty(['input', 0], 'search_document: text 0')
    expect(new Headers(played.calls[0]?.init.headers).get('authorization')).toBe('Bearer sk-secret-123')
  })

  it('a refusal has its name, and no vector comes with it', async () => {
    const said = JSON.stringify({
      error: { message: 'The model `m` does not exist', code: 'model_not_found' },
    })
    const { client } = connect(vendor(() => new Response(said, { status: 404 })).fetch)
    expect(await client.embed(access, 'm', ['a'], 'query', signal)).toMatchObject({
      ok: false,
      error: { type: 'model-not-found', status: 404 },
    })
  })

  it('vectors that grow longer from one request to the next are refused', async () => {
    let requests = 0
    const played = vendor((_url, init) => {
      const { input } = JSON.parse(bodyOf(init)) as { readonly input: readonly string[] }
      requests += 1
      return Response.json({ data: input.map(() => ({ embedding: Array(requests).fill(1) })) })
    })
    const { client } = connect(played.fetch)
    const texts = Array.from({ length: 40 }, () => 'text')
    expect(await client.embed(access, 'm', texts, 'passage', signal)).toMatchObject({
      ok: false,
      error: { type: 'stream-malformed' },
    })
  })

  it('an answer without an end is given up', async () => {
    const endless = createEndlessBody()
    const { client } = connect(vendor(() => endless.response).fetch)
    expect(await client.embed(access, 'm', ['a'], 'query', signal)).toEqual({
      ok: false,
      error: { type: 'stream-too-large' },
    })
    expect(endless.isCancelled()).toBe(true)
  })

  it('Anthropic, which has none, is not asked', async () => {
    const played = vendor(() => new Response('{}'))
    const { client } = connect(played.fetch)
    const anthropic = { ...access, provider: { ...access.provider, dialect: 'anthropic' as const } }
    expect(await client.embed(anthropic, 'm', ['a'], 'query', signal)).toMatchObject({
      ok: false,
      error: { type: 'request-refused' },
    })
    expect(played.calls).toEqual([])
  })

  it('stopping ends the request, and whoever waits is told', async () => {
    const stopping = new AbortController()
    const aborted = Promise.withResolvers<void>()
    const { client } = connect(
      (_url, init) =>
        new Promise((_resolve, reject) => {
          init.signal?.addEventListener('abort', () => {
            aborted.resolve()
            reject(new DOMException('Aborted', 'AbortError'))
          })
          stopping.abort()
        }),
    )
    expect(await client.embed(access, 'm', ['a'], 'query', stopping.signal)).toEqual({
      ok: false,
      error: { type: 'stream-cut' },
    })
    await aborted.promise
  })
})

describe('calls', () => {
  it('streams, with the key on the call and nowhere else', async () => {
    const played = vendor(() => new Response(sse(delta('Hel'), delta('lo'), finish)))
    const { client } = connect(played.fetch)
    const parts = await collect(client.stream(access, request, signal))
    expect(parts.map(part => ('delta' in part ? part.delta : '')).join('')).toBe('Hello')
    expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'complete' })
    expect(played.calls[0]?.url).toBe('https://api.example.org/v1/chat/completions')
    expect(new Headers(played.calls[0]?.init.headers).get('authorization')).toBe('Bearer sk-secret-123')
    expect(JSON.stringify(parts)).not.toContain('secret')
  })

  it('carries everything that can be set for an answer', async () => {
    const played = vendor(() => new Response(sse(finish)))
    const { client } = connect(played.fetch)
    const parameters = {
      temperature: 0.5,
      maxOutputTokens: 7,
      reasoningEffort: 'low',
      outputFormat: 'json',
    } as const
    await collect(client.stream(access, { ...request, parameters }, signal))
    expect(JSON.parse(bodyOf(played.calls[0]?.init))).toMatchObject({
      temperature: 0.5,
      max_tokens: 7,
      reasoning_effort: 'low',
      response_format: { type: 'json_object' },
    })
  })

  it('does not repeat a key that the provider repeats', async () => {
    const said = JSON.stringify({ error: { message: 'Incorrect API key provided: sk-secret-123' } })
    const { client } = connect(vendor(() => new Response(said, { status: 401 })).fetch)
    const parts = await collect(client.stream(access, request, signal))
    expect(parts).toMatchObject([{ type: 'error', error: { type: 'key-refused', status: 401 } }])
    expect(JSON.stringify(parts)).not.toContain('sk-secret-123')
  })

  it('ends a call that a defect of ours has cut off, and reports it', async () => {
    const defect = new Error('A defect')
    const { client, reported } = connect(
      () => Promise.reject(new TypeError('Failed to fetch')),
      testClock(),
      () => Promise.reject(defect),
    )
    expect(await collect(client.stream(access, request, signal))).toEqual([
      { type: 'error', error: { type: 'stream-cut' } },
    ])
    expect(reported).toEqual([defect])
  })

  it('streams several at once', async () => {
    const played = vendor(
      (_, init) =>
        new Response(sse(delta(`re: ${typeof init.body === 'string' ? init.body.length : 0}`), finish)),
    )
    const { client } = connect(played.fetch)
    const texts = await Promise.all(
      ['a', 'bb', 'ccc'].map(instructions =>
        collect(client.stream(access, { ...request, instructions }, signal)),
      ),
    )
    expect(new Set(texts.map(parts => JSON.stringify(parts))).size).toBe(3)
  })

  it('lists models, tests connections and looks around', async () => {
    const played = vendor(url => {
      if (!url.endsWith('/models')) throw new TypeError('Failed to fetch')
      return new Response(JSON.stringify({ data: [{ id: 'a' }] }))
    })
    const { client } = connect(played.fetch)
    expect(await client.listModels(access)).toEqual({ ok: true, value: [{ modelId: 'a', name: 'a' }] })
    expect(await client.testConnection(access)).toMatchObject({ ok: true, value: { latency: 0 } })
    expect((await client.discoverLocal()).servers.map(server => server.preset)).toContain('ollama')
  })

  it('takes what never ends for no list', async () => {
    const endless = createEndlessBody()
    const { client } = connect(vendor(() => endless.response).fetch)
    expect(await client.listModels(access)).toEqual({ ok: false, error: { type: 'not-an-api' } })
    expect(endless.isCancelled()).toBe(true)
  })

  it('gives an error as a part', async () => {
    const { client } = connect(
      vendor(() => new Response('{"error":{"message":"no"}}', { status: 401 })).fetch,
    )
    expect(await collect(client.stream(access, request, signal))).toEqual([
      { type: 'error', error: { type: 'key-refused', status: 401, detail: 'no' } },
    ])
  })
})

describe('stopping', () => {
  it('reaches the vendor, and ends quietly', async () => {
    const controller = new AbortController()
    let cancelled = false
    let callSignal: AbortSignal | null | undefined
    const played = vendor((_, init) => {
      callSignal = init.signal
      return openBody(sse(delta('one')), () => {
        cancelled = true
      })
    })
    const { client } = connect(played.fetch)
    const parts: StreamPart[] = []
    for await (const part of client.stream(access, request, controller.signal)) {
      parts.push(part)
      if (part.type === 'text-delta') controller.abort()
    }
    expect(parts.map(part => part.type)).toEqual(['text-start', 'text-delta'])
    await expect.poll(() => cancelled).toBe(true)
    expect(callSignal?.aborted).toBe(true)
  })

  it('stops the call when nobody reads its parts any more', async () => {
    let cancelled = false
    const played = vendor(() =>
      openBody(sse(delta('one')), () => {
        cancelled = true
      }),
    )
    const { client } = connect(played.fetch)
    for await (const _part of client.stream(access, request, signal)) break
    await expect.poll(() => cancelled).toBe(true)
  })

  it('makes no call when it was stopped before', async () => {
    const played = vendor(() => new Response(''))
    const { client } = connect(played.fetch)
    expect(await collect(client.stream(access, request, AbortSignal.abort()))).toEqual([])
    expect(played.calls).toEqual([])
  })
})

describe('a worker that is lost', () => {
  it('ends open calls when its end of the port closes', async () => {
    const { client, port2 } = connect(vendor(() => openBody(sse(delta('kept')), () => undefined)).fetch)
    const parts: StreamPart[] = []
    for await (const part of client.stream(access, request, signal)) {
      parts.push(part)
      if (part.type === 'text-delta') port2.close()
    }
    expect(parts.at(-1)).toEqual({ type: 'error', error: { type: 'stream-cut' } })
    expect(parts).toContainEqual(expect.objectContaining({ delta: 'kept' }))
    expect(await client.listModels(access)).toEqual({ ok: false, error: { type: 'stream-cut' } })
    expect(await client.discoverLocal()).toEqual({ servers: [], isDenied: false })
  })

  it('is found out by its lock, which goes with it', async () => {
    const { port1, port2 } = new MessageChannel()
    closers.push(() => port2.close())
    const life = new AbortController()
    const lifeline = await holdLifeline(navigator.locks, systemRandom, life.signal)
    const client = createProviderClient(port1, testClock())
    port2.postMessage({ type: 'hello', lifeline })
    const models = client.listModels(access)
    await new Promise(resolve => setImmediate(resolve))
    life.abort()
    expect(await models).toEqual({ ok: false, error: { type: 'stream-cut' } })
  })

  it('is found out by its silence where no port says so', async () => {
    const clock = testClock()
    const { port1, port2 } = new MessageChannel()
    closers.push(() => port2.close())
    port2.start()
    const client = createProviderClient(port1, clock)
    const models = client.listModels(access)
    for (let beat = 0; beat < 4; beat++) clock.advance(10_000)
    expect(await models).toEqual({ ok: false, error: { type: 'stream-cut' } })
  })

  it('is borne for as long as it answers', async () => {
    const { client, clock } = connect(vendor(() => openBody(': wait\n\n', () => undefined)).fetch)
    let isOver = false
    void collect(client.stream(access, request, signal)).then(() => {
      isOver = true
    })
    for (let beat = 0; beat < 5; beat++) {
      clock.advance(10_000)
      await new Promise(resolve => setImmediate(resolve))
      await new Promise(resolve => setImmediate(resolve))
    }
    expect(isOver).toBe(false)
  })

  it('stops its calls when the engine goes away', async () => {
    let cancelled = false
    const played = vendor(() =>
      openBody(sse(delta('one')), () => {
        cancelled = true
      }),
    )
    const { client, port1 } = connect(played.fetch)
    void collect(client.stream(access, request, signal))
    await expect.poll(() => played.calls.length).toBe(1)
    port1.close()
    await expect.poll(() => cancelled).toBe(true)
  })
})

describe('an engine that is lost', () => {
  it('is found out by its lock, and its calls are not paid for any longer', async () => {
    let cancelled = false
    const played = vendor(() =>
      openBody(sse(delta('one')), () => {
        cancelled = true
      }),
    )
    const { port1 } = connect(played.fetch)
    const life = new AbortController()
    const lifeline = await holdLifeline(navigator.locks, systemRandom, life.signal)
    port1.postMessage({ type: 'hello', lifeline })
    port1.postMessage({ type: 'stream', call: 1, access, request })
    await expect.poll(() => played.calls.length).toBe(1)
    life.abort()
    await expect.poll(() => cancelled).toBe(true)
  })
})

describe('a worker that another has taken over from', () => {
  it('ends when it has had nothing to do for a while', () => {
    const { host, clock, isClosed } = connect(vendor(() => new Response('')).fetch)
    clock.advance(60_000)
    expect(isClosed()).toBe(false)
    host.retire()
    clock.advance(4_999)
    expect(isClosed()).toBe(false)
    clock.advance(1)
    expect(isClosed()).toBe(true)
  })

  it('finishes its calls first, also one that comes late', async () => {
    const bodies: ReadableStreamDefaultController<Uint8Array>[] = []
    const played = vendor(
      () => new Response(new ReadableStream<Uint8Array>({ start: body => void bodies.push(body) })),
    )
    const { client, host, clock, isClosed } = connect(played.fetch)
    host.retire()
    clock.advance(4_000)
    const answer = collect(client.stream(access, request, signal))
    await expect.poll(() => bodies.length).toBe(1)
    clock.advance(20_000)
    expect(isClosed()).toBe(false)
    bodies[0]?.enqueue(new TextEncoder().encode(sse(delta('whole'), finish)))
    bodies[0]?.close()
    expect((await answer).at(-1)).toMatchObject({ type: 'finish' })
    clock.advance(5_000)
    expect(isClosed()).toBe(true)
  })
})

describe('rule T8: what the worker takes', () => {
  const sendRaw = async (message: object): Promise<readonly unknown[]> => {
    const played = vendor(() => new Response(sse(finish)))
    const { port1 } = connect(played.fetch)
    const answers: unknown[] = []
    port1.addEventListener('message', event => {
      if (event.data.type !== 'hello') answers.push(event.data)
    })
    port1.postMessage(message)
    await expect.poll(() => answers.length).toBeGreaterThan(0)
    return [...answers, ...played.calls.map(call => call.url)]
  }

  const stream = { type: 'stream', call: 1, access, request }

  it.each<[string, object]>([
    ['an address in a request', { ...stream, request: { ...request, url: 'https://evil.example' } }],
    ['an address beside it', { ...stream, url: 'https://evil.example' }],
    ['headers in a request', { ...stream, request: { ...request, headers: { 'x-evil': '1' } } }],
    ['a key in the parameters', { ...stream, request: { ...request, parameters: { apiKey: 'x' } } }],
    [
      'an address in a message',
      {
        ...stream,
        request: {
          ...request,
          messages: [{ role: 'user', content: [{ type: 'image', url: 'https://evil.example' }] }],
        },
      },
    ],
    [
      'a provider that is no web address',
      { ...stream, access: { ...access, provider: { ...access.provider, baseUrl: 'file:///etc' } } },
    ],
    [
      'a provider with a name in its address',
      {
        ...stream,
        access: { ...access, provider: { ...access.provider, baseUrl: 'https://a:b@api.example.org' } },
      },
    ],
    ['a call nobody knows', { type: 'fetch', call: 1, url: 'https://evil.example' }],
  ])('refuses %s', async (_, message) => {
    expect(await sendRaw(message)).toEqual([{ type: 'refused', call: 1 }])
  })

  it('tells the engine, when its own call is refused', async () => {
    const played = vendor(() => new Response(sse(finish)))
    const { client } = connect(played.fetch)
    const broken = { ...access, provider: { ...access.provider, baseUrl: 'ftp://x' } }
    expect(await collect(client.stream(broken, request, signal))).toEqual([
      { type: 'error', error: { type: 'request-refused' } },
    ])
    expect(await client.listModels(broken)).toEqual({ ok: false, error: { type: 'request-refused' } })
  })
})
