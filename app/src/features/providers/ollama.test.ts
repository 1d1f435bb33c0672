/** Ollama's own API over both ends of the port, with the server played by `fetch`. */

import { readFileSync } from 'node:fs'
import { systemRandom } from '@weft/shared/env.ts'
import { createId } from '@weft/shared/ids.ts'
import { testClock, testRandom } from '@weft/shared/testing/env.ts'
import { afterEach, describe, expect, it } from 'vitest'
import type { ProviderAccess } from './provider-access.ts'
import { createProviderClient } from './provider-client.ts'
import { createProviderHost } from './provider-host.ts'
import type { PullProgress } from './pull-reader.ts'
import type { Surroundings } from './surroundings.ts'
import { createEndlessBody } from './testing/endless-body.ts'

const now = Date.parse('2026-11-28T12:00:00Z')
const recorded = readFileSync(new URL('__fixtures__/ollama-pull.txt', import.meta.url), 'utf8')

const accessTo = (baseUrl: string): ProviderAccess => ({
  provider: {
    id: createId(testRandom(1), 'prv'),
    dialect: 'openai-compatible',
    preset: 'ollama',
    name: 'Ollama',
    baseUrl,
  },
  credentials: { apiKey: 'key-of-the-proxy', headers: [{ name: 'X-Team', value: 'blue-and-green' }] },
})

const access = accessTo('http://gpu.lan:11434/v1')

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

interface Asked {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly body: unknown
  readonly signal: AbortSignal | null | undefined
}

const connect = (answer: (path: string, asked: Asked) => Response | Promise<Response>) => {
  const asked: Asked[] = []
  const clock = testClock(now)
  const reported: unknown[] = []
  const fetch: Surroundings['fetch'] = async (url, init) => {
    const call: Asked = {
      url,
      method: init.method ?? 'GET',
      headers: new Headers(init.headers),
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      signal: init.signal,
    }
    asked.push(call)
    return answer(new URL(url).pathname, call)
  }
  const { port1, port2 } = new MessageChannel()
  closers.push(() => port1.close())
  const host = createProviderHost({
    env: { clock, random: systemRandom },
    locks: navigator.locks,
    report: cause => reported.push(cause),
    close: () => undefined,
    surroundings: {
      isOnline: () => true,
      ownOrigin: 'http://localhost:8787',
      localNetworkPermission: async () => 'granted',
      wasBlockedByPolicy: async () => false,
      fetch,
    },
  })
  host.serve(port2)
  return { client: createProviderClient(port1, clock), asked, clock, reported }
}

const json = (value: unknown, status = 200): Response => new Response(JSON.stringify(value), { status })

const tags = {
  models: [
    {
      name: 'llama3.2:3b',
      model: 'llama3.2:3b',
      size: 2_019_393_189,
      digest: 'a80c4f17acd5',
      details: { parameter_size: '3.2B', quantization_level: 'Q4_K_M', families: null },
    },
    { name: 'bare' },
  ],
}

describe('the list', () => {
  it('joins what is on the disk with what is loaded, beside the compatible API, with key and headers', async () => {
    const { client, asked } = connect(path =>
      json(
        path === '/api/tags'
          ? tags
          : {
              models: [
                {
                  name: 'llama3.2:3b',
                  size: 3_400_000_000,
                  size_vram: 2_100_000_000,
                  expires_at: '2026-11-28T12:05:00.5Z',
                },
              ],
            },
      ),
    )
    expect(await client.listOllama(access)).toEqual({
      ok: true,
      value: [
        {
          name: 'llama3.2:3b',
          size: 2_019_393_189,
          parameters: '3.2B',
          quantization: 'Q4_K_M',
          loaded: { size: 3_400_000_000, onCard: 2_100_000_000, until: now + 300_500 },
        },
        { name: 'bare' },
      ],
    })
    expect(asked.map(({ url }) => url)).toEqual([
      'http://gpu.lan:11434/api/tags',
      'http://gpu.lan:11434/api/ps',
    ])
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer key-of-the-proxy')
    expect(asked[0]?.headers.get('x-team')).toBe('blue-and-green')
  })

  it.each([
    ['https://gpu.example/ollama/v1', 'https://gpu.example/ollama/api/tags'],
    ['http://localhost:11434', 'http://localhost:11434/api/tags'],
  ])('of %s lies at %s', async (baseUrl, url) => {
    const { client, asked } = connect(() => json(tags))
    await client.listOllama(accessTo(baseUrl))
    expect(asked[0]?.url).toBe(url)
  })

  it.each([
    ['a far day is none', { name: 'bare', size: 1, expires_at: '2318-03-12T00:00:00Z' }, { size: 1 }],
    ['a past one neither', { name: 'bare', expires_at: '0001-01-01T00:00:00Z' }, {}],
    ['negative and mistyped', { name: 'bare', size: -1, size_vram: 'all', expires_at: 7 }, {}],
  ])('of what is loaded: %s', async (_, entry, loaded) => {
    const { client } = connect(path => json(path === '/api/tags' ? tags : { models: [null, entry] }))
    const listed = await client.listOllama(access)
    expect(listed.ok && listed.value[1]).toEqual({ name: 'bare', loaded })
  })

  it('does without what is loaded where the server does not know the question', async () => {
    const { client } = connect(path =>
      path === '/api/tags' ? json(tags) : new Response('', { status: 404 }),
    )
    expect(await client.listOllama(access)).toMatchObject({ ok: true, value: [{}, { name: 'bare' }] })
  })

  it('of an Ollama without a model is empty', async () => {
    const { client } = connect(() => json({ models: null }))
    expect(await client.listOllama(access)).toEqual({ ok: true, value: [] })
  })

  it.each([
    ['a page', '<!doctype html><title>Sign in</title>', { type: 'not-an-api' }],
    ['other JSON', '[]', { type: 'not-an-api', detail: '[]' }],
    ['nothing', '', { type: 'not-an-api' }],
  ])('is none when %s comes', async (_, body, error) => {
    const { client } = connect(() => new Response(body))
    expect(await client.listOllama(access)).toEqual({ ok: false, error })
  })

  it('tells a proxy before a server that is down', async () => {
    const page = '<html><head><title>502 Bad Gateway</title></head></html>'
    const { client } = connect(() => new Response(page, { status: 502 }))
    expect(await client.listOllama(access)).toEqual({
      ok: false,
      error: { type: 'provider-failed', status: 502, detail: '502 Bad Gateway' },
    })
  })

  it('without an end is given up', async () => {
    const endless = createEndlessBody()
    const { client } = connect(() => endless.response)
    expect(await client.listOllama(access)).toEqual({ ok: false, error: { type: 'stream-too-large' } })
    expect(endless.isCancelled()).toBe(true)
  })

  it('leaves out what is no model, and a flood beyond a bound', async () => {
    const many = Array.from({ length: 5_000 }, (_, index) => ({ name: `m${index}` }))
    const { client } = connect(() => json({ models: [7, { size: 3 }, { name: '' }, ...many] }))
    const listed = await client.listOllama(access)
    expect(listed.ok && listed.value.length).toBe(1_997)
  })
})

const pull = (client: ReturnType<typeof connect>['client'], signal = new AbortController().signal) => {
  const progress: PullProgress[] = []
  const ended = client.changeOllama(
    access,
    { type: 'pull', model: 'llama3.2:3b' },
    { signal, progress: made => progress.push(made) },
  )
  return { progress, ended }
}

/** A body that says one text after the other, each when it is let. */
const spoken = () => {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({
    start: made => {
      controller = made
    },
  })
  return {
    response: new Response(body),
    say: (text: string) => controller?.enqueue(new TextEncoder().encode(text)),
    cut: () => controller?.error(new TypeError('network error')),
  }
}

describe('a pull', () => {
  it('tells how far it is and ends when the server says so', async () => {
    const { client, asked } = connect(() => new Response(recorded))
    const { ended } = pull(client)
    expect(await ended).toEqual({ ok: true, value: undefined })
    expect(asked[0]).toMatchObject({
      url: 'http://gpu.lan:11434/api/pull',
      method: 'POST',
      body: { model: 'llama3.2:3b', stream: true },
    })
  })

  it('tells it as it comes', async () => {
    const server = spoken()
    const { client } = connect(() => server.response)
    const { progress, ended } = pull(client)
    server.say('{"status":"pulling a","digest":"a","total":100,"completed":10}\n{"status":"pull')
    await expect
      .poll(() => progress)
      .toEqual([{ status: 'pulling a', total: 100, completed: 10, arrived: 0 }])
    server.say('ing a","digest":"a","total":100,"completed":60}\n')
    await expect.poll(() => progress.at(-1)?.completed).toBe(60)
    server.say('{"status":"success"}\n')
    expect((await ended).ok).toBe(true)
  })

  it('is given up at the server when the person cancels', async () => {
    const server = spoken()
    const { client, asked, reported } = connect(() => server.response)
    const controller = new AbortController()
    const { progress, ended } = pull(client, controller.signal)
    server.say('{"status":"pulling manifest"}\n')
    await expect.poll(() => progress.length).toBe(1)
    controller.abort()
    expect((await ended).ok).toBe(false)
    await expect.poll(() => asked[0]?.signal?.aborted).toBe(true)
    expect(reported).toEqual([])
  })

  it('is not begun when it was cancelled before', async () => {
    const { client, asked } = connect(() => new Response(recorded))
    expect((await pull(client, AbortSignal.abort()).ended).ok).toBe(false)
    expect(asked).toEqual([])
  })

  it.each([
    [
      'the server’s own words',
      '{"status":"pulling manifest"}\n{"error":"pull model manifest: file does not exist"}',
      {
        type: 'request-refused',
        detail: 'pull model manifest: file does not exist',
      },
    ],
    [
      'a secret in them',
      '{"error":"no such user key-of-the-proxy"}',
      { type: 'request-refused', detail: 'no such user …' },
    ],
    ['an end too early', '{"status":"pulling manifest"}\n', { type: 'stream-cut' }],
    ['nothing', '', { type: 'answer-empty' }],
    ['a page', '<!doctype html>\n<title>Hello</title>', { type: 'not-an-api' }],
    ['something else', 'hello\nthere', { type: 'stream-malformed', detail: 'hello' }],
    ['a line without an end', `{"status":"${'x'.repeat(1024 * 1024)}`, { type: 'stream-too-large' }],
  ])('fails with %s', async (_, body, error) => {
    const { client } = connect(() => new Response(body))
    expect(await pull(client).ended).toEqual({ ok: false, error })
  })

  it('fails with a refusal before it began', async () => {
    const { client } = connect(() => json({ error: 'invalid model name' }, 400))
    expect(await pull(client).ended).toMatchObject({
      ok: false,
      error: { status: 400, detail: 'invalid model name' },
    })
  })

  it('fails when the connection breaks, and when nothing is said for a quarter of an hour', async () => {
    const [first, second] = [spoken(), spoken()]
    const servers = [first, second]
    const { client, clock } = connect(() => servers.shift()?.response ?? new Response(''))
    const broken = pull(client)
    first.say('{"status":"pulling manifest"}\n')
    await expect.poll(() => broken.progress.length).toBe(1)
    first.cut()
    expect(await broken.ended).toEqual({ ok: false, error: { type: 'stream-cut' } })

    const silent = pull(client)
    second.say('{"status":"verifying sha256 digest"}\n')
    await expect.poll(() => silent.progress.length).toBe(1)
    // In steps: the port asks for a sign of life meanwhile, and gets it.
    for (let step = 0; step < 90; step++) {
      clock.advance(10_000)
      await new Promise(resolve => setImmediate(resolve))
    }
    expect(await silent.ended).toEqual({ ok: false, error: { type: 'idle-timeout' } })
  })
})

describe('taking a model away', () => {
  it.each([
    ['remove', '/api/delete', 'DELETE', { model: 'llama3.2:3b' }],
    ['unload', '/api/generate', 'POST', { model: 'llama3.2:3b', keep_alive: 0, stream: false }],
  ] as const)('%s asks %s', async (type, path, method, body) => {
    const { client, asked } = connect(() => new Response(''))
    expect(await client.changeOllama(access, { type, model: 'llama3.2:3b' })).toEqual({
      ok: true,
      value: undefined,
    })
    expect(asked.map(call => [new URL(call.url).pathname, call.method, call.body])).toEqual([
      [path, method, body],
    ])
  })

  it('says what the server said', async () => {
    const { client } = connect(() => json({ error: 'model "gone" not found' }, 404))
    expect(await client.changeOllama(access, { type: 'remove', model: 'gone' })).toEqual({
      ok: false,
      error: { type: 'model-not-found', status: 404, detail: 'model "gone" not found' },
    })
  })
})
