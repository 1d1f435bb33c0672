/** What a request must be before anybody looks at what it says. */

import { expect, test } from 'vitest'
import { send, runAccountServer } from '../testing/account-server.ts'
import { join, makePerson } from '../testing/person.ts'

type Headers = Readonly<Record<string, string | undefined>>

test('only a page of this server may change something', async () => {
  const server = await runAccountServer()
  const { browser } = await join(server.browser(), 'ada@example.org')
  const own = `http://localhost:${server.port}`
  const table: readonly (readonly [Headers, boolean])[] = [
    [{ Origin: own }, true],
    [{ Origin: own, 'Sec-Fetch-Site': 'same-origin' }, true],
    [{ Origin: undefined, 'Sec-Fetch-Site': 'same-origin' }, true],
    // Neither: no browser of today, and no page.
    [{ Origin: undefined }, false],
    [{ Origin: 'null' }, false],
    [{ Origin: 'https://evil.example' }, false],
    [{ Origin: `${own}.evil.example` }, false],
    [{ Origin: `http://evil.localhost:${server.port}` }, false],
    [{ Origin: `https://localhost:${server.port}` }, false],
    [{ Origin: 'http://localhost' }, false],
    [{ Origin: `${own}/` }, false],
    [{ Origin: own.toUpperCase() }, false],
    [{ Origin: own, 'Sec-Fetch-Site': 'same-site' }, false],
    [{ Origin: own, 'Sec-Fetch-Site': 'cross-site' }, false],
    [{ Origin: own, 'Sec-Fetch-Site': 'none' }, false],
    [{ Origin: 'https://evil.example', 'Sec-Fetch-Site': 'same-origin' }, false],
  ]
  for (const [headers, allowed] of table) {
    const { problem } = await browser.ask('create-socket-ticket', { headers })
    expect([headers, problem]).toEqual([headers, allowed ? undefined : 'origin-refused'])
  }
  // What only reads has no effect, and a browser shows its answer to nobody else: there is no CORS.
  const read = await browser.ask('read-session', { headers: { Origin: 'https://evil.example' } })
  expect(read.status).toBe(200)
  expect(read.headers['access-control-allow-origin']).toBeUndefined()
})

test('only what script can send is read', async () => {
  const server = await runAccountServer()
  const { browser } = await join(server.browser(), 'ada@example.org')
  for (const type of [
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/jsonp',
    'text/plain; application/json',
  ])
    expect([
      type,
      (await browser.ask('create-socket-ticket', { headers: { 'Content-Type': type } })).problem,
    ]).toEqual([type, 'content-type-unsupported'])
  const headers = { 'Content-Type': 'application/json; charset=utf-8' }
  expect((await browser.ask('create-socket-ticket', { headers })).status).toBe(200)
})

test('a body that is too large, is no JSON, or has a field too many changes nothing; its values come back nowhere', async () => {
  const server = await runAccountServer()
  const browser = server.browser()
  const person = await makePerson('planted-canary@example.org')
  const sendRaw = (body: string) =>
    send({
      port: server.port,
      method: 'POST',
      path: '/api/v1/accounts',
      headers: {
        Host: `localhost:${server.port}`,
        Origin: `http://localhost:${server.port}`,
        'Content-Type': 'application/json',
      },
      body,
    })
  const large = await sendRaw(JSON.stringify({ planted: 'planted-canary'.repeat(10_000) }))
  expect([large.status, JSON.parse(large.text)]).toMatchObject([
    413,
    { type: 'urn:weft:problem:body-too-large' },
  ])
  const broken = await sendRaw('{"planted-canary":')
  expect([broken.status, JSON.parse(broken.text)]).toMatchObject([
    400,
    { type: 'urn:weft:problem:request-malformed' },
  ])
  const one = await browser.ask('create-account', { body: { ...person.signUp, role: 'administrator' } })
  expect(one.problem).toBe('request-malformed')
  const proto = await sendRaw(
    JSON.stringify(person.signUp).replace('{', '{"__proto__":{"role":"administrator"},'),
  )
  expect(proto.status).toBe(400)
  const wrong = await browser.ask('create-account', {
    body: { ...person.signUp, authKey: 'planted-canary', wraps: [{ path: 'planted-canary', blob: '' }] },
  })
  expect(wrong.body['fields']).toEqual(['authKey', 'wraps.0.path', 'wraps.0.blob'])
  for (const { text } of [large, broken, proto, { text: JSON.stringify([one.body, wrong.body]) }])
    expect(text).not.toContain('planted-canary')
  expect(server.logged()).not.toContain('planted-canary')
  expect(await browser.done('read-registration')).toEqual({ registration: 'open', isFirst: true })
})

test('documentation answers, and asks nobody else for anything', async () => {
  const server = await runAccountServer()
  const get = (path: string) =>
    send({ port: server.port, method: 'GET', path, headers: { Host: 'localhost' }, body: undefined })
  const json = await get('/api/v1/openapi.json')
  expect(JSON.parse(json.text)).toMatchObject({ openapi: '3.1.0', servers: [{ url: '/api/v1' }] })
  const page = await get('/api/v1/docs')
  expect(page.headers['content-type']).toContain('text/html')
  expect(page.text).toContain('/api/v1/devices/{deviceId}')
  expect(page.text).not.toMatch(/<script|<style|style=|https?:|\/\//)
})
