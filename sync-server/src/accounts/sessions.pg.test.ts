/** Sessions and their cookies: what they are, how long they last, and what ends them. */

import { expect, test } from 'vitest'
import { runAccountServer } from '../testing/account-server.ts'
import { join, text } from '../testing/person.ts'
import { send } from '../testing/account-server.ts'

const day = 86_400_000

test('on loopback the cookie has a plain name; behind HTTPS it is __Host- and Secure', async () => {
  const server = await runAccountServer({ trustedProxies: 1 })
  const ada = await join(server.browser(), 'ada@example.org')
  const signIn = (headers: Readonly<Record<string, string>>) =>
    send({
      port: server.port,
      method: 'POST',
      path: '/api/v1/sessions',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify({ email: ada.email, authKey: text(ada.authKey) }),
    })
  const plain = await signIn({ Host: 'localhost:8787', Origin: 'http://localhost:8787' })
  expect(plain.headers['set-cookie']).toEqual([
    expect.stringMatching(/^weft=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/),
  ])
  const secure = await signIn({
    Host: 'chat.example.org',
    Origin: 'https://chat.example.org',
    'X-Forwarded-Proto': 'https',
  })
  expect(secure.headers['set-cookie']).toEqual([
    expect.stringMatching(
      /^__Host-weft=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/,
    ),
  ])
  const inTheOpen = await signIn({ Host: 'chat.example.org', Origin: 'http://chat.example.org' })
  expect(JSON.parse(inTheOpen.text)).toMatchObject({ type: 'urn:weft:problem:connection-not-secure' })
})

test('a session ends after a month without use, and after three however much it is used', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const idle = server.browser()
  await idle.done('sign-in', { body: { email: ada.email, authKey: text(ada.authKey) } })
  for (let days = 0; days < 87; days += 29) {
    server.clock.advance(29 * day)
    expect((await ada.browser.ask('read-session')).status).toBe(200)
  }
  expect((await idle.ask('read-session')).problem).toBe('session-missing')
  server.clock.advance(3 * day)
  expect((await ada.browser.ask('read-session')).problem).toBe('session-missing')
})

test('a proof gives a new token, and the one before is worth nothing', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const seen = server.browser()
  seen.setCookie(ada.browser.cookie())
  server.clock.advance(6 * 60_000)
  expect((await ada.browser.ask('change-password')).problem).toBe('proof-needed')
  await ada.browser.done('renew-proof', { body: { of: 'phrase', proof: text(ada.recoveryAuth) } })
  expect((await ada.browser.ask('change-password')).problem).toBe('request-malformed')
  expect((await seen.ask('read-session')).problem).toBe('session-missing')
  expect(server.ended()).toEqual([])
})

test('signing out ends the session, also for whoever has its cookie, and says so inside', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const copy = server.browser()
  copy.setCookie(ada.browser.cookie())
  await ada.browser.done('sign-out')
  expect(ada.browser.cookie()).toBeUndefined()
  expect((await copy.ask('read-session')).problem).toBe('session-missing')
  expect(server.ended()).toHaveLength(1)
})

test('of two cookies of one name none is believed', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const planted = server.browser()
  const own = `${ada.browser.cookie()}`
  for (const cookies of [
    `weft=${'A'.repeat(43)}; ${own}`,
    `${own}; weft=${'A'.repeat(43)}`,
    `${own}; ${own}`,
  ]) {
    planted.setCookie(cookies)
    expect((await planted.ask('read-session')).problem).toBe('session-missing')
  }
  planted.setCookie(`other=1; ${own}; weft2=2`)
  expect((await planted.ask('read-session')).status).toBe(200)
})

test('a device that comes back has its session again; somebody else’s device is nobody’s', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const eve = await join(server.browser(), 'eve@example.org')
  const signIn = (deviceId: string) =>
    server.browser().done('sign-in', { body: { email: ada.email, authKey: text(ada.authKey), deviceId } })
  expect(await signIn(ada.device.id)).toMatchObject({ deviceId: ada.device.id })
  expect(await signIn(eve.device.id)).toMatchObject({ deviceId: null })
})

test('a session that was opened while its device was being revoked is worth nothing', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  await server.database.db
    .updateTable('devices')
    .set({ revoked_at: new Date(0) })
    .where('id', '=', ada.device.id)
    .execute()
  expect((await ada.browser.ask('read-session')).problem).toBe('session-missing')
})
