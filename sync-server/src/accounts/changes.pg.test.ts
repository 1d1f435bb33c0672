/** Changes of an account: whole or not at all, and only by whoever can sign for it. */

import {
  type AccountState,
  hashOf,
  parseAccountState,
  signAccountState,
} from '@weft/shared/crypto/account/account-state.ts'
import { valueOf } from '@weft/shared/crypto/testing/test-account.ts'
import { must } from '@weft/shared/assert.ts'
import type { DeviceId } from '@weft/shared/ids.ts'
import { expect, test } from 'vitest'
import { runAccountServer } from '../testing/account-server.ts'
import {
  addDeviceBody,
  join,
  listedDevice,
  makeDevice,
  makePerson,
  type Member,
  passwordBody,
  revokeBody,
  stateText,
  text,
  unText,
  workspaceBody,
} from '../testing/person.ts'

const devicePath = (deviceId: DeviceId) => ({ kind: 'account-to-device', deviceId }) as const

const signIn = (member: Pick<Member, 'email'>, authKey: Uint8Array, deviceId?: string) => ({
  body: { email: member.email, authKey: text(authKey), deviceId },
})

test('of two password changes at once one wins whole', async () => {
  const server = await runAccountServer()
  for (let round = 0; round < 5; round += 1) {
    const ada = await join(server.browser(), `ada${round}@example.org`)
    const bodies = await Promise.all(
      ['the first password', 'another password'].map(password => passwordBody(ada, password)),
    )
    const keep = { keepOtherSessions: true }
    const answers = await Promise.all(
      bodies.map(({ body }) => ada.browser.ask('change-password', { body: { ...body, ...keep } })),
    )
    expect(new Set(answers.map(({ problem }) => problem))).toEqual(new Set(['state-moved', undefined]))
    const winner = must(bodies[answers.findIndex(({ status }) => status === 200)], 'a winner')
    const loser = must(
      bodies.find(other => other !== winner),
      'a loser',
    )
    expect(await ada.browser.done('read-account')).toMatchObject({
      sequence: 2,
      state: winner.body.state,
      kdf: winner.body.kdf,
      wraps: expect.arrayContaining([{ path: 'account-by-password', blob: winner.body.wrap }]),
    })
    const browser = server.browser()
    await browser.done('sign-in', signIn(ada, winner.keys.authKey))
    for (const authKey of [loser.keys.authKey, ada.authKey])
      expect((await browser.ask('sign-in', signIn(ada, authKey))).problem).toBe('sign-in-refused')
  }
})

test('a new password ends other sessions, and says so inside; the one that changed it stays', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const others = [server.browser(), server.browser()]
  for (const browser of others) await browser.done('sign-in', signIn(ada, ada.authKey))
  const { body } = await passwordBody(ada, 'a better password')
  await ada.browser.done('change-password', { body })
  for (const browser of others) expect((await browser.ask('read-session')).problem).toBe('session-missing')
  expect((await ada.browser.ask('read-session')).status).toBe(200)
  expect(server.ended()).toHaveLength(2)
})

test('a change that is repeated because its answer was lost succeeds and changes nothing', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const { body } = await passwordBody(ada, 'a better password')
  await ada.browser.done('change-password', { body })
  const before = await ada.browser.done('read-account')
  expect(await ada.browser.done('change-password', { body })).toEqual({ sequence: 2 })
  // With the same state nothing else can be slipped in.
  await ada.browser.done('change-password', { body: { ...body, authKey: text(ada.authKey) } })
  expect(await ada.browser.done('read-account')).toEqual(before)
  expect((await server.browser().ask('sign-in', signIn(ada, ada.authKey))).problem).toBe('sign-in-refused')
})

test('a session alone changes nothing: a state counts when the account has signed it and it says what is stored', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const eve = await makePerson('eve@example.org')
  const { body } = await passwordBody(ada, 'a better password')
  const before = await ada.browser.done('read-account')
  const planned = valueOf(parseAccountState(unText(body.state.bytes)))
  const [wrap] = planned.wraps
  const [device] = planned.devices
  const stranger = await makeDevice()
  const changed = async (change: Partial<AccountState>) =>
    stateText(await signAccountState(ada.identity, { ...planned, ...change }))
  const otherHash = await hashOf(Uint8Array.of(1))
  const unsigned = { bytes: body.state.bytes, signature: text(new Uint8Array(64)) }
  const bySomebodyElse = await signAccountState(eve.identity, planned)
  const asSomebodyElse = await signAccountState(eve.identity, { ...planned, identity: eve.state.identity })
  const wraps = [...planned.wraps, { path: devicePath(stranger.id), hash: otherHash }]
  const table: readonly (readonly [string, unknown, string])[] = [
    ['by somebody else', stateText(bySomebodyElse), 'state-signature-wrong'],
    ['of another identity', stateText(asSomebodyElse), 'state-signature-wrong'],
    ['not signed', unsigned, 'state-signature-wrong'],
    ['not a state', { ...unsigned, bytes: text(new Uint8Array(100)) }, 'state-malformed'],
    ['a wrap too many', await changed({ wraps }), 'state-inconsistent'],
    ['a wrap too few', await changed({ wraps: planned.wraps.slice(1) }), 'state-inconsistent'],
    [
      'another wrap',
      await changed({
        wraps: planned.wraps.map(listed => (listed === wrap ? { ...listed, hash: otherHash } : listed)),
      }),
      'state-inconsistent',
    ],
    ['no device', await changed({ devices: [] }), 'state-inconsistent'],
    [
      'a device too many',
      await changed({ devices: [...planned.devices, listedDevice(stranger)] }),
      'state-inconsistent',
    ],
    [
      'a device revoked',
      await changed({ devices: [{ ...must(device, 'a device'), revokedAt: 1 }] }),
      'state-inconsistent',
    ],
    ['another cost', await changed({ kdf: ada.state.kdf }), 'state-inconsistent'],
    ['no cost', await changed({ kdf: null }), 'state-inconsistent'],
    ['not the next', await changed({ sequence: 3 }), 'state-inconsistent'],
    ['of another generation', await changed({ generation: 2 }), 'state-inconsistent'],
    ['not after this one', await changed({ previous: otherHash }), 'state-inconsistent'],
    ['of another account', await changed({ accountId: eve.accountId }), 'state-inconsistent'],
    ['of before', stateText(ada.signed), 'state-inconsistent'],
  ]
  for (const [name, state, problem] of table)
    expect([name, (await ada.browser.ask('change-password', { body: { ...body, state } })).problem]).toEqual([
      name,
      problem,
    ])
  expect((await ada.browser.ask('change-password', { body: { ...body, ifSequence: 2 } })).problem).toBe(
    'state-moved',
  )
  expect(await ada.browser.done('read-account')).toEqual(before)
})

test('a sign-up whose parts do not fit together is refused whole', async () => {
  const server = await runAccountServer()
  const browser = server.browser()
  const ada = await makePerson('ada@example.org')
  const eve = await makePerson('eve@example.org')
  const { recoveryAuth: _recoveryAuth, ...withoutPhrase } = ada.signUp
  const bodies = [
    { ...ada.signUp, state: eve.signUp['state'] },
    { ...ada.signUp, wraps: eve.signUp['wraps'] },
    { ...ada.signUp, device: eve.signUp['device'] },
    { ...ada.signUp, kdf: eve.signUp['kdf'] },
    { ...ada.signUp, accountId: eve.accountId },
    withoutPhrase,
  ]
  for (const body of bodies)
    expect((await browser.ask('create-account', { body })).problem).toBe('state-inconsistent')
  await browser.done('create-account', { body: ada.signUp })
  const again = await server
    .browser()
    .ask('create-account', { body: { ...eve.signUp, email: ' ADA@example.org' } })
  expect(again.problem).toBe('email-taken')
  const sameId = { ...ada.signUp, email: 'other@example.org' }
  expect((await server.browser().ask('create-account', { body: sameId })).problem).toBe('id-taken')
})

test('the recovery phrase signs in, and a new password can be set with it', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const browser = server.browser()
  const byPhrase = (proof: Uint8Array) => ({ body: { email: ada.email, recoveryAuth: text(proof) } })
  expect((await browser.ask('use-recovery-phrase', byPhrase(ada.authKey))).problem).toBe('sign-in-refused')
  await browser.done('use-recovery-phrase', byPhrase(ada.recoveryAuth))
  const { keys, body } = await passwordBody(ada, 'a new start here')
  await browser.done('change-password', { body })
  expect((await ada.browser.ask('read-session')).problem).toBe('session-missing')
  await server.browser().done('sign-in', signIn(ada, keys.authKey))
})

test('a revoked device: its sessions, tickets and access end at once, and it does not come back', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const { workspaceId } = ada
  await ada.browser.done('attach-workspace', { params: { workspaceId }, body: await workspaceBody(ada) })
  const lost = await makeDevice()
  const onLost = server.browser()
  await onLost.done('sign-in', signIn(ada, ada.authKey))
  const added = await addDeviceBody(ada, lost)
  await onLost.done('add-device', { body: added.body })
  const { ticket } = await onLost.done('create-socket-ticket')
  const opened = must(
    await server.tickets.redeem('socket', String((await onLost.done('create-socket-ticket'))['ticket'])),
    'a ticket',
  )
  expect(opened).toMatchObject({ accountId: ada.accountId, deviceId: lost.id })
  expect(await server.access.may(opened.sessionId, 'write', workspaceId)).toBe(true)

  const revoked = await revokeBody(added.after, lost.id)
  await ada.browser.done('revoke-device', { params: { deviceId: lost.id }, body: revoked.body })
  expect(server.ended()).toEqual([opened.sessionId])
  expect(await server.access.may(opened.sessionId, 'read', workspaceId)).toBe(false)
  expect(await server.tickets.redeem('socket', String(ticket))).toBeNull()
  expect((await onLost.ask('read-session')).problem).toBe('session-missing')
  expect(await onLost.done('sign-in', signIn(ada, ada.authKey, lost.id))).toMatchObject({ deviceId: null })
  const forgotten = revoked.after.state.devices.filter(({ id }) => id !== lost.id)
  const again = await addDeviceBody(
    { ...revoked.after, state: { ...revoked.after.state, devices: forgotten } },
    lost,
  )
  expect((await onLost.ask('add-device', { body: again.body })).problem).toBe('state-inconsistent')
  expect(await ada.browser.done('list-devices')).toMatchObject({
    devices: expect.arrayContaining([
      expect.objectContaining({ id: lost.id, revokedAt: expect.any(Number) }),
    ]),
  })
})

test('nobody gets a session on another device by repeating somebody’s change', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const eve = await join(server.browser(), 'eve@example.org')
  const second = server.browser()
  await second.done('sign-in', signIn(ada, ada.authKey))
  const { body } = await addDeviceBody(ada, await makeDevice())
  await second.done('add-device', { body })
  const third = server.browser()
  await third.done('sign-in', signIn(ada, ada.authKey))
  const device = { ...body.device, id: eve.device.id }
  expect((await third.ask('add-device', { body: { ...body, device } })).problem).toBe('id-taken')
  expect((await second.ask('add-device', { body: { ...body, device } })).problem).toBe('session-has-device')
})
