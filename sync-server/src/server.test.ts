import { connect } from 'node:net'
import { testClock, testRandom } from '@weft/shared/testing/env.ts'
import { expect, test } from 'vitest'
import { httpLimits } from './context.ts'
import { readAppFiles } from './http/app-files.ts'
import { createServer } from './server.ts'
import { appFixture } from './testing/app-fixture.ts'
import { noBackend } from './testing/no-backend.ts'
import { runServer, testConfig, testContext } from './testing/running-server.ts'
import { selfSigned } from './testing/self-signed.ts'

/** A connection on which a request stays half written until the test ends it; resolves with all that came back. */
const halfRequest = async (port: number, text: string) => {
  const socket = connect(port, 'localhost')
  await new Promise(resolve => socket.once('connect', resolve))
  let received = ''
  socket.on('data', chunk => (received += chunk.toString()))
  const closed = new Promise<string>(resolve => socket.once('close', () => resolve(received)))
  const write = (more: string) => new Promise<void>(resolve => socket.write(more, () => resolve()))
  await write(text)
  return { write, closed, received: () => received }
}

test('health and readiness answer', async () => {
  const { ask } = await runServer()
  const health = await ask('/healthz')
  expect([health.status, health.body.toString()]).toEqual([200, '{"status":"ok"}'])
  const ready = await ask('/readyz')
  expect([ready.status, ready.body.toString()]).toEqual([200, '{"status":"ready"}'])
  expect(ready.headers['cache-control']).toBe('no-store')
  expect(ready.headers['content-security-policy']).toContain("default-src 'none'")
})

test('without its database it is not ready, and goes on answering', async () => {
  const { ask } = await runServer({ backend: noBackend({ databaseAnswers: async () => false }) })
  const ready = await ask('/readyz')
  expect([ready.status, ready.body.toString()]).toEqual([503, '{"status":"database-unavailable"}'])
  expect((await ask('/healthz')).status).toBe(200)
})

test('while it drains, readiness says no and everything else is still answered; then no connection is taken', async () => {
  const clock = testClock()
  const server = await runServer({ clock, config: testConfig({ DRAIN_SECONDS: '5' }) })
  server.stop()

  const ready = await server.ask('/readyz')
  expect([ready.status, ready.body.toString()]).toEqual([503, '{"status":"stopping"}'])
  expect(ready.headers.connection).toBe('close')
  expect((await server.ask('/healthz')).status).toBe(200)
  expect((await server.ask('/')).status).toBe(200)

  clock.advance(5000)
  await server.listening.closed
  await expect(server.ask('/healthz')).rejects.toThrow('ECONNREFUSED')
})

test('a request that was under way at the stop is answered before the server ends', async () => {
  const server = await runServer()
  const slow = await halfRequest(server.listening.port, 'GET /readyz HTTP/1.1\r\nHost: a\r\n')
  // Its first half has surely arrived when a later connection was answered.
  await server.ask('/healthz')
  server.stop()
  await slow.write('\r\n')
  expect(await slow.closed).toMatch(/^HTTP\/1.1 503 /)
  await server.listening.closed
})

test('a request that never ends does not keep the server', async () => {
  const clock = testClock()
  const server = await runServer({ clock })
  const stuck = await halfRequest(server.listening.port, 'GET / HTTP/1.1\r\nHost: a\r\n')
  await server.ask('/healthz')
  server.stop()
  await new Promise(resolve => setImmediate(resolve))
  clock.advance(httpLimits.shutdown)
  await server.listening.closed
  expect(await stuck.closed).toBe('')
})

test('headers that come too slowly are cut off', async () => {
  const server = await runServer({ limits: { ...httpLimits, headers: 40, check: 10 } })
  const slow = await halfRequest(server.listening.port, 'GET / HTTP/1.1\r\nHost: a\r\n')
  expect(await slow.closed).toMatch(/^HTTP\/1.1 408 /)
})

test('a body that comes too slowly is cut off', async () => {
  const server = await runServer({ limits: { ...httpLimits, headers: 40, request: 80, check: 10 } })
  const slow = await halfRequest(
    server.listening.port,
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc',
  )
  expect(await slow.closed).toMatch(/^HTTP\/1.1 405 /)
})

test('the limits are those of the security model', () => {
  expect(httpLimits).toMatchObject({ headers: 10_000, request: 30_000, shutdown: 10_000 })
})

test('an unknown API route is a problem, with the id that the log has', async () => {
  const server = await runServer()
  const answer = await server.ask('/api/v1/nothing?key=planted-canary', {
    Authorization: 'Bearer planted-canary',
  })
  expect(answer.status).toBe(404)
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(JSON.parse(answer.body.toString())).toEqual({
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail: 'There is no such route.',
    requestId: answer.headers['x-request-id'],
  })
  expect(server.logged()).toContainEqual(
    expect.objectContaining({
      reqId: answer.headers['x-request-id'],
      req: { method: 'GET', path: '/api/v1/nothing' },
      res: { status: 404 },
    }),
  )
})

test('the log has no query, no header and no address of the page', async () => {
  const server = await runServer()
  const headers = {
    Authorization: 'planted-canary',
    Cookie: 'sid=planted-canary',
    'X-Request-Id': 'planted-canary',
  }
  await server.ask('/planted-canary?planted-canary', headers)
  await server.ask('/threads/planted-canary', headers, 'POST')
  await server.ask('/?q=planted-canary', headers)
  const log = JSON.stringify(server.logged())
  expect(log).toContain('"path":"/…"')
  expect(log).not.toContain('planted-canary')
})

test('a failure is answered without its cause, which the log has', async () => {
  const app = await readAppFiles(await appFixture())
  if (!app.ok) throw new Error('the fixture is a built app')
  const find = () => {
    throw new Error('the disk is on fire')
  }
  const server = await runServer({ app: { index: app.value.index, find } })
  const answer = await server.ask('/icon-192.png')
  expect(answer.status).toBe(500)
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  expect(answer.body.toString()).not.toContain('fire')
  expect(JSON.stringify(server.logged())).toContain('the disk is on fire')
})

test('without an app only health and API answer', async () => {
  const server = await runServer({ app: undefined })
  expect((await server.ask('/healthz')).status).toBe(200)
  expect((await server.ask('/')).status).toBe(404)
})

test('X-Powered-By is not sent', async () => {
  const { headers } = await (await runServer()).ask('/')
  expect(headers['x-powered-by']).toBeUndefined()
})

test('a proxy is believed only when told so', async () => {
  const forwarded = {
    Host: 'inner:8787',
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Host': 'chat.example.org',
  }
  const alone = (await (await runServer()).ask('/', forwarded)).headers
  expect(alone['content-security-policy']).toContain("connect-src 'self' ws://inner:8787;")
  expect(alone['strict-transport-security']).toBeUndefined()

  const behind = await runServer({ config: testConfig({ TRUST_PROXY: '1' }) })
  const { headers } = await behind.ask('/', forwarded)
  expect(headers['content-security-policy']).toContain("connect-src 'self' wss://chat.example.org;")
  expect(headers['content-security-policy']).toContain('upgrade-insecure-requests')
  expect(headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains')
})

test('TLS: the page asks for secure sockets, and localhost gets no HSTS', async () => {
  const server = await runServer({ tls: selfSigned() })
  expect(server.listening.url).toMatch(/^https:\/\/localhost:\d+$/)
  const { status, headers } = await server.ask('/', { Host: 'localhost:8787' })
  expect(status).toBe(200)
  expect(headers['content-security-policy']).toContain("connect-src 'self' wss://localhost:8787;")
  expect(headers['content-security-policy']).toContain('upgrade-insecure-requests')
  expect(headers['strict-transport-security']).toBeUndefined()
  const named = await server.ask('/', { Host: 'chat.example.org' })
  expect(named.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains')
})

test('a port that is taken is an error, not an exception', async () => {
  const { listening } = await runServer()
  const config = testConfig({ PORT: String(listening.port) })
  const started = await createServer(await testContext({ config, random: testRandom(2) })).start()
  expect(started).toEqual({
    ok: false,
    error: expect.objectContaining({ type: 'port-in-use', port: listening.port }),
  })
})

test('an address of another machine is an error', async () => {
  const started = await createServer(await testContext({ config: testConfig({ HOST: '192.0.2.1' }) })).start()
  expect(started).toMatchObject({ ok: false, error: { type: 'host-unknown', host: '192.0.2.1' } })
})
