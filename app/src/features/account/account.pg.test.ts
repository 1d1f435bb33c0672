/** The account of an engine against the real account server, from the first device to the last. */

import { systemRandom } from '@weft/shared/env.ts'
import { runAccountServer } from '@weft/sync-server/testing/account-server.ts'
import { describe, expect, test } from 'vitest'
import { valueOf } from '@weft/shared/crypto/testing/test-account.ts'
import type { AccountEvent } from './engine/account.ts'
import {
  createTestDevice,
  keyOf,
  password,
  person,
  setPhrase,
  type TestDevice,
  typeOf,
} from './testing/test-device.ts'

const twoDevices = async () => {
  const server = await runAccountServer()
  const first = await createTestDevice(server)
  const second = await createTestDevice(server)
  valueOf(await first.calls.signUp(person('ada')))
  valueOf(await second.calls.signIn({ ...person('ada'), email: ' ADA@example.org', deviceName: 'Phone' }))
  return { server, first, second }
}

const own = async ({ store }: TestDevice) => valueOf(await store.read())

describe('signing up and in', () => {
  test('both devices have the keys of both workspaces; nothing takes the place of anything', async () => {
    const { first, second } = await twoDevices()
    expect(await own(first)).toMatchObject({ session: 'open', attention: null, email: 'ada@example.org' })
    valueOf(await first.calls.refresh())
    for (const id of [first.workspaceId, second.workspaceId]) {
      expect(await keyOf(first, id)).toMatch(/^[0-9a-f]{64}$/)
      expect(await keyOf(first, id)).toBe(await keyOf(second, id))
    }
    expect(first.workspaces().toSorted()).toEqual(second.workspaces().toSorted())
    expect(valueOf(await first.calls.devices()).map(({ name, isThis }) => [name, isThis])).toEqual(
      expect.arrayContaining([
        ["ada's device", true],
        ['Phone', false],
      ]),
    )
  })

  test('a weak password, a wrong one and a taken address are refused by name, and leave nothing here', async () => {
    const { server } = await twoDevices()
    const other = await createTestDevice(server)
    const { calls } = other
    expect(await typeOf(calls.signUp({ ...person('bob'), password: 'password1234' }))).toBe('password-common')
    expect(other.sent()).toEqual([])
    expect(await typeOf(calls.signUp(person('ada')))).toBe('email-taken')
    expect(await typeOf(calls.signIn({ ...person('ada'), password: 'not this one 42' }))).toBe(
      'sign-in-refused',
    )
    expect(await own(other)).toBeNull()
    expect(await typeOf(calls.checkPassword('short', ''))).toBe('password-too-short')
    expect(await typeOf(calls.checkPassword(password, ''))).toBe('done')
  })

  test('a device with the threads of one person takes no other', async () => {
    const { first, server } = await twoDevices()
    valueOf(await (await createTestDevice(server)).calls.signUp(person('bob')))
    valueOf(await first.calls.signOut())
    expect(await own(first)).toMatchObject({ session: 'signed-out' })
    const before = first.sent().length
    expect(await typeOf(first.calls.signIn(person('bob')))).toBe('device-has-account')
    expect(await typeOf(first.calls.signUp(person('eve')))).toBe('device-has-account')
    expect(first.sent()).toHaveLength(before)
    // The same person is the same device again.
    valueOf(await first.calls.signIn(person('ada')))
    expect(valueOf(await first.calls.devices())).toHaveLength(2)
  })

  test('without a network nothing happens, and it is said', async () => {
    const { first } = await twoDevices()
    first.goOffline(true)
    for (const call of [
      first.calls.devices(),
      first.calls.signOut(),
      first.calls.refresh(),
      first.createTicket(),
    ])
      expect(await typeOf(call)).toBe('server-unreachable')
    expect(await own(first)).toMatchObject({ session: 'open' })
  })

  test('by invitation: with one that is good, and by name without', async () => {
    const server = await runAccountServer({ registration: 'invitation' })
    const [first, second] = [await createTestDevice(server), await createTestDevice(server)]
    expect(valueOf(await first.calls.registration())).toEqual({ registration: 'invitation', isFirst: true })
    valueOf(await first.calls.signUp(person('ada')))
    expect(await typeOf(second.calls.signUp(person('bob')))).toBe('invitation-invalid')
    const closed = await runAccountServer({ registration: 'closed' })
    expect(await typeOf((await createTestDevice(closed)).calls.signUp(person('bob')))).toBe(
      'registration-closed',
    )
  })
})

test('a device with another key for a workspace of the account keeps its own, and it is said', async () => {
  const { server, first } = await twoDevices()
  const third = await createTestDevice(server)
  valueOf(await third.keyring.addWorkspaceKey(first.workspaceId, systemRandom.bytes(32)))
  const before = await keyOf(third, first.workspaceId)
  valueOf(await third.calls.signIn(person('ada')))
  expect(await own(third)).toMatchObject({ session: 'open', attention: { type: 'workspace-key-differs' } })
  expect(await keyOf(third, first.workspaceId)).toBe(before)
})

describe('sessions', () => {
  test('a password change signs the others out; they keep their history and come back with the new one', async () => {
    const { first, second } = await twoDevices()
    const next = 'orange lantern 2044'
    expect(await typeOf(first.calls.changePassword('a wrong one 123', next))).toBe('sign-in-refused')
    valueOf(await first.calls.changePassword(password, next))
    expect(await typeOf(second.calls.refresh())).toBe('session-missing')
    expect(await own(second)).toMatchObject({ session: 'ended' })
    expect(await keyOf(second, second.workspaceId)).toMatch(/^[0-9a-f]{64}$/)
    expect(await typeOf(second.calls.signIn(person('ada')))).toBe('sign-in-refused')
    valueOf(await second.calls.signIn({ ...person('ada'), password: next }))
    expect(valueOf(await second.calls.devices())).toHaveLength(2)
    expect(await typeOf(first.calls.refresh())).toBe('done')
  })

  test('whoever listens hears of signing in and out, once each', async () => {
    const server = await runAccountServer()
    const device = await createTestDevice(server)
    const heard: AccountEvent['type'][] = []
    const waiting = { type: 'signed-out', wake: (): void => {} }
    const until = (type: AccountEvent['type']) =>
      new Promise<void>(resolve => {
        Object.assign(waiting, { type, wake: resolve })
        if (heard.at(-1) === type) resolve()
      })
    const stop = device.subscribe(({ type }) => {
      heard.push(type)
      if (waiting.type === type) waiting.wake()
    })
    await until('signed-out')
    valueOf(await device.calls.signUp(person('ada')))
    await until('signed-in')
    expect(valueOf(await device.createTicket()).ticket).toMatch(/^[\w-]{43}$/)
    valueOf(await device.calls.signOut())
    await until('signed-out')
    stop()
    expect(heard).toEqual(['signed-out', 'signed-in', 'signed-out'])
    expect(await typeOf(device.createTicket())).toBe('signed-out')
  })

  test('a device that was taken out learns it, and comes back with other keys', async () => {
    const { first, second } = await twoDevices()
    const phone = valueOf(await first.calls.devices()).find(({ isThis }) => !isThis)
    if (phone === undefined) throw new Error('there is a second device')
    valueOf(await first.calls.renameDevice(phone.id, 'Old phone'))
    valueOf(await first.calls.revokeDevice(phone.id))
    expect(await typeOf(second.calls.devices())).toBe('session-missing')
    expect(await own(second)).toMatchObject({ session: 'ended' })
    valueOf(await second.calls.signIn(person('ada')))
    const listed = valueOf(await second.calls.devices())
    expect(listed.map(({ name, revokedAt, isThis }) => [name, revokedAt !== null, isThis])).toEqual(
      expect.arrayContaining([
        ['Old phone', true, false],
        ["ada's device", false, true],
      ]),
    )
    expect(listed).toHaveLength(3)
  })

  test('a deleted account is gone there; what is on the device stays', async () => {
    const { first } = await twoDevices()
    expect(await typeOf(first.calls.deleteAccount('a wrong one 123'))).toBe('sign-in-refused')
    valueOf(await first.calls.deleteAccount(password))
    expect(await own(first)).toBeNull()
    expect(await keyOf(first, first.workspaceId)).toMatch(/^[0-9a-f]{64}$/)
    valueOf(await first.calls.signUp(person('ada')))
    expect(await own(first)).toMatchObject({ session: 'open', attention: null })
  })

  test('one whose deletion was done and whose answer was lost leaves the device free', async () => {
    const { first } = await twoDevices()
    first.tamper(() => {
      throw new TypeError('Failed to fetch')
    })
    expect(await typeOf(first.calls.deleteAccount(password))).toBe('server-unreachable')
    first.tamper(null)
    expect(await typeOf(first.calls.refresh())).toBe('session-missing')
    expect(await own(first)).toBeNull()
    valueOf(await first.calls.signUp(person('ada')))
    expect(await own(first)).toMatchObject({ session: 'open', attention: null })
  })

  test('one whose deletion never reached the server stays', async () => {
    const { first } = await twoDevices()
    first.goOffline(true)
    expect(await typeOf(first.calls.deleteAccount(password))).toBe('server-unreachable')
    first.goOffline(false)
    valueOf(await first.calls.refresh())
    expect(await own(first)).toMatchObject({ session: 'open', leaving: false })
  })
})

describe('the recovery phrase', () => {
  test('counts when its words were typed back; then it opens the account, and sets a password', async () => {
    const { first, server } = await twoDevices()
    await first.calls.beginPhrase()
    expect(await typeOf(first.calls.confirmPhrase(['a', 'b', 'c']))).toBe('recovery-words-wrong')
    expect(await own(first)).toMatchObject({ hasPhrase: false })
    const words = await setPhrase(first.calls)
    expect(await own(first)).toMatchObject({ hasPhrase: true })

    const third = await createTestDevice(server)
    const lost = { ...person('ada'), password: 'orange lantern 2044', phrase: words.join(' ').toUpperCase() }
    const [last = '', ...others] = words.toReversed()
    expect(await typeOf(third.calls.recover({ ...lost, phrase: `${others.join(' ')} ${last}x` }))).toMatch(
      /^recovery-/,
    )
    expect(third.sent()).toEqual([])
    valueOf(await third.calls.recover(lost))
    expect(await keyOf(third, first.workspaceId)).toBe(await keyOf(first, first.workspaceId))
    expect(await typeOf(first.calls.refresh())).toBe('session-missing')
    expect(await typeOf(first.calls.signIn(person('ada')))).toBe('sign-in-refused')
    valueOf(await first.calls.signIn({ ...person('ada'), password: lost.password }))
  })

  test('a new one takes the place of the old, after the password where the proof is old', async () => {
    const { first, server } = await twoDevices()
    const old = await setPhrase(first.calls)
    server.clock.advance(6 * 60_000)
    const { words, asked } = valueOf(await first.calls.beginPhrase())
    const typed = asked.map(position => words[position - 1] ?? '')
    expect(await typeOf(first.calls.confirmPhrase(typed))).toBe('proof-needed')
    valueOf(await first.calls.prove(password))
    valueOf(await first.calls.confirmPhrase(typed))
    const third = await createTestDevice(server)
    const lost = { ...person('ada'), password: 'orange lantern 2044' }
    expect(await typeOf(third.calls.recover({ ...lost, phrase: old.join(' ') }))).toBe('sign-in-refused')
    valueOf(await third.calls.recover({ ...lost, phrase: words.join(' ') }))
  })
})

describe.each(['scan', 'type'] as const)('pairing, to %s', how => {
  test('the new device is one of the account’s, with its keys and its pin', async () => {
    const { server, first } = await twoDevices()
    const third = await createTestDevice(server)
    const offer = valueOf(await third.calls.offerPairing(how, 'Tablet'))
    const digits = valueOf(await first.calls.answerPairing(offer))
    expect(valueOf(await third.calls.pairingAnswered())).toBe("ada's device")
    const entering = third.calls.enterCheckCode(digits)
    const consent = valueOf(await first.calls.pairingConfirmed())
    expect(consent.name).toBe('Tablet')
    // Consent that comes at once does not count.
    expect(await typeOf(first.calls.approvePairing())).toBe('pairing-too-soon')
    expect(await own(third)).toBeNull()
    server.clock.advance(consent.consentFrom - server.clock.now())
    valueOf(await first.calls.approvePairing())
    valueOf(await entering)
    expect(await own(third)).toMatchObject({ session: 'open', email: 'ada@example.org', attention: null })
    expect(await keyOf(third, first.workspaceId)).toBe(await keyOf(first, first.workspaceId))
    expect(valueOf(await first.calls.devices()).map(({ name }) => name)).toContain('Tablet')
  })

  test('one wrong entry ends it on both sides', async () => {
    const { server, first } = await twoDevices()
    const third = await createTestDevice(server)
    const offer = valueOf(await third.calls.offerPairing(how, 'Tablet'))
    const digits = valueOf(await first.calls.answerPairing(offer))
    valueOf(await third.calls.pairingAnswered())
    const wrong = digits === '00' ? '01' : '00'
    const waiting = typeOf(first.calls.pairingConfirmed())
    expect(await typeOf(third.calls.enterCheckCode(wrong))).toBe('pairing-code-wrong')
    expect(await waiting).toBe('pairing-expired')
    expect(await typeOf(third.calls.enterCheckCode(digits))).toBe('pairing-not-begun')
    expect(await own(third)).toBeNull()
  })
})

test('a code that was mistyped, and one that nobody waits for, are told apart', async () => {
  const { server, first } = await twoDevices()
  const third = await createTestDevice(server)
  const { text } = valueOf(await third.calls.offerPairing('type', 'Tablet'))
  const swapped = `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`
  const answer = (typed: string) => typeOf(first.calls.answerPairing({ how: 'type', text: typed }))
  expect(await answer(swapped)).toBe('pairing-code-mistyped')
  expect(await answer(text.slice(1))).toBe('pairing-code-miscounted')
  await third.calls.cancelPairing()
  expect(await answer(text)).toBe('pairing-expired')
})
