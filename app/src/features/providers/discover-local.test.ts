import { testClock, testRandom } from '@weft/shared/testing/env.ts'
import { expect, it } from 'vitest'
import { discoverLocal, type LocalServer } from './discover-local.ts'
import type { LocalNetworkPermission, Surroundings } from './surroundings.ts'
import { createEndlessBody, type EndlessBody } from './testing/endless-body.ts'

/** A body, or `no-cors-only`. */
type Answer = string

const discover = async (
  servers: Readonly<Record<string, Answer>>,
  {
    own = 'http://localhost:8787',
    permission = 'granted',
    mayAsk = false,
    answered = permission,
  }: {
    readonly own?: string
    readonly permission?: LocalNetworkPermission
    readonly mayAsk?: boolean
    /** What the permission is once something was called. */
    readonly answered?: LocalNetworkPermission
  } = {},
): Promise<{
  readonly found: readonly LocalServer[]
  readonly isDenied: boolean
  readonly asked: readonly string[]
}> => {
  const asked: string[] = []
  const surroundings: Surroundings = {
    isOnline: () => false,
    ownOrigin: own,
    localNetworkPermission: async () => (asked.length > 0 ? answered : permission),
    wasBlockedByPolicy: async () => false,
    fetch: async (url, init) => {
      asked.push(url)
      const answer = servers[new URL(url).port]
      if (answer === undefined || (answer === 'no-cors-only' && init.mode !== 'no-cors'))
        throw new TypeError('Failed to fetch')
      if (answer === 'no-cors-only')
        return Object.defineProperty(new Response(''), 'type', { value: 'opaque' })
      return new Response(answer)
    },
  }
  const deps = { clock: testClock(), random: testRandom(1), surroundings, mayAsk }
  const { servers: found, isDenied } = await discoverLocal(deps)
  return { found, isDenied, asked }
}

it('passes over a port that talks without an end', async () => {
  const endless: EndlessBody[] = []
  const surroundings: Surroundings = {
    isOnline: () => true,
    ownOrigin: 'http://localhost:8787',
    localNetworkPermission: async () => 'granted',
    wasBlockedByPolicy: async () => false,
    fetch: async url => {
      if (new URL(url).port !== '8080') throw new TypeError('Failed to fetch')
      const body = createEndlessBody()
      endless.push(body)
      return body.response
    },
  }
  const deps = { clock: testClock(), random: testRandom(1), surroundings, mayAsk: false }
  expect(await discoverLocal(deps)).toEqual({ servers: [], isDenied: false })
  expect(endless.map(body => body.isCancelled())).toEqual([true])
})

const list = (id: string, ownedBy = 'x'): string => JSON.stringify({ data: [{ id, owned_by: ownedBy }] })

it('finds what answers, and looks at four ports of this machine only', async () => {
  const { found, asked } = await discover({ '11434': list('llama3.2'), '1234': list('qwen') })
  expect(found).toEqual([
    {
      preset: 'ollama',
      baseUrl: 'http://localhost:11434/v1',
      models: [{ modelId: 'llama3.2', name: 'llama3.2' }],
    },
    { preset: 'lm-studio', baseUrl: 'http://localhost:1234/v1', models: [{ modelId: 'qwen', name: 'qwen' }] },
  ])
  expect(new Set(asked.map(url => new URL(url).origin))).toEqual(
    new Set([
      'http://localhost:11434',
      'http://localhost:1234',
      'http://localhost:8080',
      'http://localhost:8000',
    ]),
  )
})

it('tells servers apart by who owns their models', async () => {
  const { found } = await discover({ '8080': list('a', 'vllm'), '8000': list('b', 'llamacpp') })
  expect(found.map(server => server.preset)).toEqual(['vllm', 'llama-cpp'])
})

it('says of Ollama and LM Studio that they are there but do not let this page in', async () => {
  const { found } = await discover({
    '11434': 'no-cors-only',
    '1234': 'no-cors-only',
    '8080': 'no-cors-only',
  })
  expect(found).toEqual([
    { preset: 'ollama', baseUrl: 'http://localhost:11434/v1', models: [], isBlocked: true },
    { preset: 'lm-studio', baseUrl: 'http://localhost:1234/v1', models: [], isBlocked: true },
  ])
})

it('takes another web server on such a port for none', async () => {
  expect(
    (await discover({ '8080': '<!doctype html><title>My site</title>', '8000': '{"hello":1}' })).found,
  ).toEqual([])
})

it('never makes the browser ask for a permission by itself', async () => {
  const far = { own: 'https://weft.example', permission: 'prompt' } as const
  expect((await discover({ '11434': list('a') }, far)).asked).toEqual([])
  expect((await discover({ '11434': list('a') }, { ...far, mayAsk: true })).found).toHaveLength(1)
  expect(
    (await discover({ '11434': list('a') }, { ...far, permission: 'denied', mayAsk: true })).asked,
  ).toEqual([])
})

it('tells what it was not allowed to see from what is not there', async () => {
  const far = { own: 'https://weft.example', mayAsk: true } as const
  const isDenied = async (options: NonNullable<Parameters<typeof discover>[1]>): Promise<boolean> =>
    (await discover({}, { ...far, ...options })).isDenied
  expect(await isDenied({ permission: 'denied' })).toBe(true)
  expect(await isDenied({ permission: 'denied', mayAsk: false })).toBe(true)
  // Asked by the browser while it looked.
  expect(await isDenied({ permission: 'prompt', answered: 'denied' })).toBe(true)
  expect(await isDenied({ permission: 'prompt', answered: 'granted' })).toBe(false)
  expect(await isDenied({ permission: 'prompt', mayAsk: false })).toBe(false)
  // A page of this machine needs no permission.
  expect(await isDenied({ own: 'http://localhost:8787', permission: 'denied' })).toBe(false)
})

it('waits half a second and no longer', async () => {
  const clock = testClock()
  const surroundings: Surroundings = {
    isOnline: () => true,
    ownOrigin: 'http://localhost:8787',
    localNetworkPermission: async () => 'granted',
    wasBlockedByPolicy: async () => false,
    fetch: (_url, init) =>
      new Promise((_resolve, reject) =>
        init.signal?.addEventListener('abort', () => reject(new Error('slow'))),
      ),
  }
  const found = discoverLocal({ clock, random: testRandom(1), surroundings, mayAsk: false })
  for (let turn = 0; turn < 3; turn++) {
    for (let tick = 0; tick < 20; tick++) await Promise.resolve()
    clock.advance(500)
  }
  expect(await found).toEqual({ servers: [], isDenied: false })
})
