import { createId } from '@weft/shared/ids.ts'
import { attachWorkspaceWire, listWorkspacesWire } from '@weft/shared/protocol/accounts/workspaces.ts'
import { preloginWire } from '@weft/shared/protocol/accounts/sessions.ts'
import { problemUri } from '@weft/shared/protocol/accounts/problem.ts'
import { err, ok } from '@weft/shared/result.ts'
import { testClock, testRandom } from '@weft/shared/testing/env.ts'
import { expect, test } from 'vitest'
import { type AskServer, createAccountApi } from './account-api.ts'

const apiOf = (fetch: AskServer, clock = testClock()) => createAccountApi({ fetch, clock })
const answering = (body: string, init?: ResponseInit) => apiOf(async () => new Response(body, init))
const body = { email: 'ada@example.org' }

test('what goes out is what the wire says: path, query and body, bytes as text', async () => {
  const workspaceId = createId(testRandom(1), 'wsp')
  const asked: { readonly path: string; readonly init: RequestInit }[] = []
  const api = apiOf(async (path, init) => {
    asked.push({ path, init })
    return new Response('{}')
  })
  const key = { epoch: 0, generation: 1, blob: new Uint8Array(45).fill(255) }
  await api.ask(attachWorkspaceWire, { params: { workspaceId }, body: key })
  await api.ask(listWorkspacesWire, { query: { after: workspaceId } })
  expect(asked.map(({ path, init }) => [init.method, path])).toEqual([
    ['PUT', `/api/v1/workspaces/${workspaceId}`],
    ['GET', `/api/v1/workspaces?after=${workspaceId}`],
  ])
  expect(asked[0]?.init).toMatchObject({
    body: JSON.stringify({ epoch: 0, generation: 1, blob: '_'.repeat(60) }),
    credentials: 'same-origin',
    redirect: 'error',
  })
})

const problem = (type: string, headers: Readonly<Record<string, string>> = {}) =>
  answering(JSON.stringify({ type, title: 'No', status: 429, detail: '' }), {
    status: 429,
    headers: { 'X-Request-Id': 'ab12', ...headers },
  })

test('a problem is its tag, with the request and the wait', async () => {
  const refused = await problem(problemUri('too-many-attempts'), { 'Retry-After': '30' }).ask(preloginWire, {
    body,
  })
  expect(refused).toEqual(err({ type: 'too-many-attempts', requestId: 'ab12', retryAfter: 30 }))
})

test.each([
  ['a problem of a newer server', problem('urn:weft:problem:something-new')],
  ['a page', answering('<!doctype html>', { status: 404, headers: { 'X-Request-Id': 'ab12' } })],
  ['a page that says it went well', answering('<!doctype html>', { headers: { 'X-Request-Id': 'ab12' } })],
  ['another answer', answering('{"kdf":1}', { headers: { 'X-Request-Id': 'ab12' } })],
  [
    'an answer with more in it',
    answering('{"kdf":{"memory":1,"passes":1,"lanes":1,"salt":""},"also":1}', {
      headers: { 'X-Request-Id': 'ab12' },
    }),
  ],
])('%s is not read', async (_, api) => {
  expect(await api.ask(preloginWire, { body })).toEqual(err({ type: 'server-unreadable', requestId: 'ab12' }))
})

test('a weak cost is an answer like any other here: who uses it says what is wrong with it', async () => {
  const api = answering('{"kdf":{"memory":1,"passes":1,"lanes":9,"salt":"AAAA"}}')
  expect(await api.ask(preloginWire, { body })).toEqual(
    ok({ kdf: { memory: 1, passes: 1, lanes: 9, salt: new Uint8Array(3) } }),
  )
})

test('no network, and a server that never answers', async () => {
  const dead = apiOf(async () => {
    throw new TypeError('Failed to fetch')
  })
  expect(await dead.ask(preloginWire, { body })).toEqual(err({ type: 'server-unreachable' }))
  const clock = testClock()
  const silent = apiOf(
    (_path, { signal }) => new Promise((_resolve, reject) => signal?.addEventListener('abort', reject)),
    clock,
  )
  const asking = silent.ask(preloginWire, { body })
  clock.advance(60_000)
  expect(await asking).toEqual(err({ type: 'server-unreachable' }))
})
