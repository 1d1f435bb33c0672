import { createId } from '@weft/shared/ids.ts'
import { testRandom } from '@weft/shared/testing/env.ts'
import { describe, expect, it } from 'vitest'
import { addressSpaceOf } from './address-space.ts'
import { createExchange, isBelow } from './exchange.ts'
import type { ProviderAccess } from './provider-access.ts'

const access = (baseUrl = 'https://api.example.org/v1', preset = 'openai-compatible'): ProviderAccess => ({
  provider: {
    id: createId(testRandom(1), 'prv'),
    dialect: 'openai-compatible',
    preset,
    name: 'Example',
    baseUrl,
  },
  credentials: { apiKey: 'sk-1', headers: [{ name: 'X-Org', value: 'weft' }] },
})

const exchangeWith = (response: () => Response | Promise<Response>, deps = access()) => {
  const calls: { readonly url: string; readonly init: RequestInit }[] = []
  const exchange = createExchange(
    async (url, init) => {
      calls.push({ url, init })
      return response()
    },
    deps,
    new AbortController().signal,
  )
  return { exchange, calls }
}

describe('rule T8: a call goes to its provider and nowhere else', () => {
  it.each([
    'https://evil.example/v1/chat/completions',
    'https://api.example.org.evil.example/v1/x',
    'https://api.example.org@evil.example/v1/x',
    'http://api.example.org/v1/chat/completions',
    'https://api.example.org:444/v1/chat/completions',
    'https://api.example.org/v2/chat/completions',
    'https://api.example.org/v1/../admin',
    'https://api.example.org/v10/x',
  ])('refuses %s', async url => {
    const { exchange, calls } = exchangeWith(() => new Response('x'))
    await expect(exchange.fetch(url)).rejects.toThrow('the address of its provider')
    expect(calls).toEqual([])
  })

  it('allows what lies below the address', () => {
    expect(isBelow('https://api.example.org/v1', 'https://api.example.org/v1/chat/completions')).toBe(true)
    expect(isBelow('https://api.example.org', 'https://api.example.org/v1/messages?x=1')).toBe(true)
  })

  it('carries the person’s headers and the preset’s, and none for statistics', async () => {
    const { exchange, calls } = exchangeWith(
      () => new Response('x'),
      access('https://openrouter.ai/api/v1', 'openrouter'),
    )
    await exchange.fetch('https://openrouter.ai/api/v1/chat/completions', {
      method: 'POST',
      body: '{}',
      headers: { authorization: 'Bearer sk-1', 'X-Stainless-OS': 'Linux', 'User-Agent': 'OpenAI/JS' },
    })
    const headers = new Headers(calls[0]?.init.headers)
    expect(Object.fromEntries(headers)).toEqual({
      authorization: 'Bearer sk-1',
      'x-org': 'weft',
      'x-title': 'Weft',
    })
    expect(calls[0]?.init).toMatchObject({
      redirect: 'manual',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
    })
  })
})

describe('what came of it', () => {
  it('remembers the body of a refusal, and gives it on', async () => {
    const { exchange } = exchangeWith(
      () => new Response('{"error":"no"}', { status: 418, headers: { 'retry-after': '3' } }),
    )
    const response = await exchange.fetch('https://api.example.org/v1/x')
    expect(await response.text()).toBe('{"error":"no"}')
    const outcome = exchange.outcome()
    expect(outcome).toMatchObject({ type: 'refused', status: 418, body: '{"error":"no"}' })
    expect(outcome?.type === 'refused' && outcome.headers.get('retry-after')).toBe('3')
  })

  it('reads only the beginning of a huge one', async () => {
    const { exchange } = exchangeWith(() => new Response('x'.repeat(10_000_000), { status: 502 }))
    await exchange.fetch('https://api.example.org/v1/x')
    const outcome = exchange.outcome()
    expect(outcome?.type === 'refused' ? outcome.body.length : 0).toBe(64 * 1024)
  })

  it('keeps what it has of one that breaks', async () => {
    const { exchange } = exchangeWith(() => {
      let turn = 0
      const body = new ReadableStream<Uint8Array>({
        pull: controller =>
          turn++ === 0
            ? controller.enqueue(new TextEncoder().encode('half'))
            : controller.error(new Error('gone')),
      })
      return new Response(body, { status: 500 })
    })
    await exchange.fetch('https://api.example.org/v1/x')
    expect(exchange.outcome()).toMatchObject({ type: 'refused', body: 'half' })
  })

  it('follows no redirect', async () => {
    const { exchange } = exchangeWith(
      () => new Response(null, { status: 302, headers: { location: 'https://evil.example' } }),
    )
    await expect(exchange.fetch('https://api.example.org/v1/x')).rejects.toThrow('redirects')
    expect(exchange.outcome()).toEqual({ type: 'redirected', status: 302 })
  })

  it('passes on what fetch throws', async () => {
    const { exchange } = exchangeWith(() => Promise.reject(new TypeError('Failed to fetch')))
    await expect(exchange.fetch('https://api.example.org/v1/x')).rejects.toThrow('Failed to fetch')
    expect(exchange.outcome()).toEqual({ type: 'failed' })
  })
})

it.each([
  ['localhost', 'loopback'],
  ['app.localhost', 'loopback'],
  ['127.0.0.1', 'loopback'],
  ['127.9.9.9', 'loopback'],
  ['[::1]', 'loopback'],
  ['10.1.2.3', 'local'],
  ['172.16.0.1', 'local'],
  ['172.31.255.1', 'local'],
  ['192.168.0.9', 'local'],
  ['169.254.1.1', 'local'],
  ['100.64.0.1', 'local'],
  ['[fd00::1]', 'local'],
  ['[fe80::1]', 'local'],
  ['nas.local', 'local'],
  ['nas', 'local'],
  ['172.32.0.1', 'public'],
  ['11.0.0.1', 'public'],
  ['100.128.0.1', 'public'],
  ['[2001:db8::1]', 'public'],
  ['example.org', 'public'],
  ['localhost.example.org', 'public'],
  ['127.0.0.1.example.org', 'public'],
])('%s is %s', (host, space) => {
  expect(addressSpaceOf(host)).toBe(space)
})
