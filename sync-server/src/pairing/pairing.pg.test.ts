/** Two devices meet at the server, as clients do it, and everybody else is kept out. */

import { hashOf } from '@weft/shared/crypto/account/account-state.ts'
import { certifyDevice } from '@weft/shared/crypto/account/device.ts'
import { answerPairing, stepExistingDevice } from '@weft/shared/crypto/pairing/existing-device.ts'
import { offerPairing, stepNewDevice } from '@weft/shared/crypto/pairing/new-device.ts'
import {
  offerToQr,
  qrToOffer,
  rendezvousOf,
  secretOfOffer,
} from '@weft/shared/crypto/pairing/pairing-offer.ts'
import { copyKey, valueOf } from '@weft/shared/crypto/testing/test-account.ts'
import { systemRandom } from '@weft/shared/env.ts'
import { bytesToBase32 } from '@weft/shared/ids.ts'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { type AccountServer, type Browser, runAccountServer } from '../testing/account-server.ts'
import { addDeviceBody, join, listedDevice, makeDevice, text, unText } from '../testing/person.ts'

const random = systemRandom
const newId = (): string => bytesToBase32(random.bytes(16))
const Messages = z.object({ messages: z.array(z.object({ number: z.int(), bytes: z.string() })) })

const createEnd = (browser: Browser, rendezvousId: string, token: unknown) => {
  const params = { rendezvousId }
  let after = 0
  return {
    send: (bytes: Uint8Array | null) =>
      browser.done('send-message', { params, body: { token, bytes: text(bytes ?? new Uint8Array(0)) } }),
    receive: async () => {
      const { messages } = Messages.parse(
        await browser.done('wait-for-messages', { params, body: { token, after } }),
      )
      const [message] = messages
      after = message?.number ?? after
      return unText(message?.bytes)
    },
  }
}

test('a new device is added by one that is signed in, and nobody proves a password', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const browser = server.browser()
  const device = await makeDevice()
  const listed = listedDevice(device)
  const origin = `http://localhost:${server.port}`
  const now = server.clock.now()

  const offered = await offerPairing(
    { origin, device: { ...listed, name: 'Telephone' }, now, lifetime: 120_000 },
    random,
  )
  const rendezvousId = await rendezvousOf(await secretOfOffer(offered.offer))
  const created = await browser.done('create-rendezvous', { body: { rendezvousId, lifetime: 'scan' } })
  const newEnd = createEnd(browser, rendezvousId, created['token'])

  const scanned = valueOf(qrToOffer(offerToQr(offered.offer), origin))
  const joined = await ada.browser.done('join-rendezvous', { params: { rendezvousId } })
  const oldEnd = createEnd(ada.browser, rendezvousId, joined['token'])
  // Asked for before it is sent: the answer comes when it is there.
  const waiting = newEnd.receive()
  const answered = await answerPairing({ offer: scanned, deviceName: 'Desk', now, lifetime: 120_000 }, random)
  await oldEnd.send(answered.send)

  const hello = await stepNewDevice(offered, { type: 'message', bytes: await waiting }, now, random)
  const typed = { type: 'code', typed: answered.state.checkCode } as const
  const confirmed = await stepNewDevice(hello.state, typed, now, random)
  await newEnd.send(confirmed.send)
  const asked = await stepExistingDevice(
    answered.state,
    { type: 'message', bytes: await oldEnd.receive() },
    now,
  )
  const { ticket } = await ada.browser.done('create-device-ticket')
  const grant = {
    accountId: ada.accountId,
    generation: 1,
    accountKey: copyKey(ada.accountKey),
    pinned: { sequence: 1, hash: await hashOf(ada.signed.bytes) },
    certificate: await certifyDevice(ada.accountId, ada.identity, listed),
    addedAt: device.addedAt,
    sessionGrant: String(ticket),
  }
  const approved = await stepExistingDevice(asked.state, { type: 'approve', grant }, now + 5_000)
  await oldEnd.send(approved.send)
  const { state } = await stepNewDevice(
    confirmed.state,
    { type: 'message', bytes: await newEnd.receive() },
    now + 5_000,
    random,
  )
  if (state.type !== 'granted') throw new Error(state.type)

  const use = { body: { ticket: state.grant.sessionGrant } }
  expect(await browser.done('use-device-ticket', use)).toMatchObject({
    accountId: ada.accountId,
    deviceId: null,
  })
  expect((await server.browser().ask('use-device-ticket', use)).problem).toBe('ticket-invalid')
  // Let in by a device, not by a password: it may not change the password.
  expect((await browser.ask('change-password')).problem).toBe('proof-needed')
  const { body } = await addDeviceBody({ ...ada, accountKey: state.grant.accountKey }, device)
  await browser.done('add-device', { body })
  expect(await browser.done('create-socket-ticket')).toMatchObject({ ticket: expect.any(String) })
})

const open = async (server: AccountServer, lifetime: 'scan' | 'type' = 'scan', offer?: string) => {
  const rendezvousId = newId()
  const browser = server.browser()
  const body = { rendezvousId, lifetime, sealedOffer: offer }
  const { token } = await browser.done('create-rendezvous', { body })
  return { params: { rendezvousId }, token, browser }
}

test('a rendezvous has two ends, ten messages and little time; a wrong token finds nothing', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const offer = text(random.bytes(200))
  const { params, token, browser } = await open(server, 'type', offer)
  const again = { body: { ...params, lifetime: 'scan' } }
  expect((await browser.ask('create-rendezvous', again)).problem).toBe('rendezvous-taken')

  const joiner = await ada.browser.done('join-rendezvous', { params })
  expect(joiner).toMatchObject({ sealedOffer: offer })
  expect((await ada.browser.ask('join-rendezvous', { params })).problem).toBe('rendezvous-taken')
  const say = (by: unknown, bytes: Uint8Array = random.bytes(10)) =>
    browser.ask('send-message', { params, body: { token: by, bytes: text(bytes) } })
  expect((await say(text(random.bytes(32)))).problem).toBe('not-found')
  expect((await say(token, random.bytes(16 * 1024 + 1))).problem).toBe('request-malformed')
  expect((await say(token, random.bytes(16 * 1024))).status).toBe(200)
  const others = await Promise.all(
    Array.from({ length: 12 }, (_, index) => say(index % 2 === 0 ? joiner['token'] : token)),
  )
  expect(others.map(({ problem }) => problem).filter(problem => problem === 'rendezvous-full')).toHaveLength(
    3,
  )
  const heard = await browser.done('wait-for-messages', { params, body: { token, after: 0 } })
  const numbers = Messages.parse(heard).messages.map(({ number }) => number)
  expect(numbers.every(number => number >= 2 && number <= 10)).toBe(true)

  server.clock.advance(600_000)
  expect((await say(token)).problem).toBe('not-found')
  expect((await ada.browser.ask('join-rendezvous', { params })).problem).toBe('not-found')
  const short = await open(server)
  server.clock.advance(120_000)
  const { token: lateToken } = short
  const late = { params: short.params, body: { token: lateToken, after: 0 } }
  expect((await short.browser.ask('wait-for-messages', late)).problem).toBe('not-found')
})

test('whoever waits is answered with nothing when time is up, and at once when the other end closes', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const { params, token, browser } = await open(server)
  const joiner = await ada.browser.done('join-rendezvous', { params })
  const wait = () => browser.ask('wait-for-messages', { params, body: { token, after: 0 } })
  const crank = async (waiting: Promise<unknown>) => {
    const state = { done: false }
    void waiting.finally(() => (state.done = true))
    // Each look at the database takes real time; the clock of the server is moved past one after the other.
    while (!state.done) {
      server.clock.advance(500)
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  }
  const silent = wait()
  await crank(silent)
  expect((await silent).body).toEqual({ messages: [] })

  const closed = wait()
  await ada.browser.done('close-rendezvous', { params, body: { token: joiner['token'] } })
  await crank(closed)
  expect((await closed).problem).toBe('not-found')
  const { count } = await server.database.db
    .selectFrom('rendezvous_messages')
    .select(({ fn }) => fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  expect(Number(count)).toBe(0)
})

test('who begins one pairing after the other has to wait', async () => {
  const server = await runAccountServer()
  for (let index = 0; index < 61; index += 1) await open(server)
  const body = { rendezvousId: newId(), lifetime: 'scan' }
  expect((await server.browser().ask('create-rendezvous', { body })).problem).toBe('too-many-attempts')
})
