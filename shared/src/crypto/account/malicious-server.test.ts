/** A server that lies, one lie a row. The rows of the threat model they stand for are T1, T3, T4 and T5. */

import { beforeAll, describe, expect, it } from 'vitest'
import { createId } from '../../ids.ts'
import { testRandom } from '../../testing/env.ts'
import { sealTo } from '../seal-to.ts'
import {
  cheapKdf,
  createTestAccount,
  nextState,
  type TestAccount,
  valueOf,
  wrapOf,
} from '../testing/test-account.ts'
import {
  openAccount,
  openAccountKey,
  unwrapAccountKey,
  unwrapWorkspaceKey,
  wrapWorkspaceKey,
} from './account-key.ts'
import { encodeAccountState, signAccountState } from './account-state.ts'
import { checkState, type ReceivedState, type StateTrust, type StoredWrap } from './check-state.ts'
import { certifyDevice, checkDeviceCertificate, createDeviceKeys, type Device } from './device.ts'
import { certifyIdentity, checkIdentityCertificate, openIdentity, publicKeysOf } from './identity.ts'
import type { Argon2id } from './kdf-parameters.ts'
import { listWrap, planPasswordChange } from './password-change.ts'
import { createPasswordKeys, derivePasswordKeys } from './password-key.ts'

const random = testRandom(7)
let ada: TestAccount
let bob: TestAccount
let trust: StateTrust

beforeAll(async () => {
  ada = await createTestAccount(random)
  bob = await createTestAccount(random)
  trust = { accountId: ada.accountId, signer: ada.identity.signing.publicKey, pinned: ada.pinned }
})

const verdict = async (received: ReceivedState, by: StateTrust = trust): Promise<string> => {
  const checked = await checkState(by, received)
  return checked.ok ? 'accepted' : checked.error.type
}

const honest = (): ReceivedState => ({ signed: ada.signed, wraps: ada.wraps })
const replaceWrap = (wraps: readonly StoredWrap[], by: StoredWrap): readonly StoredWrap[] =>
  wraps.map(wrap => (wrap.path.kind === by.path.kind ? by : wrap))

describe('an honest server', () => {
  it('is believed: the same state, the next, and one further on', async () => {
    expect(await verdict(honest())).toBe('accepted')
    expect(await verdict(honest(), { ...trust, pinned: null })).toBe('accepted')
    const second = await nextState(ada)
    expect(await verdict({ signed: second.signed, wraps: ada.wraps })).toBe('accepted')
    const third = await nextState({ ...ada, ...second })
    expect(await verdict({ signed: third.signed, wraps: ada.wraps })).toBe('accepted')
    const checked = valueOf(await checkState(trust, { signed: third.signed, wraps: ada.wraps }))
    expect(checked.pinned.sequence).toBe(3)
    expect(await verdict(honest(), { ...trust, pinned: checked.pinned })).toBe('state-older')
  })
})

describe('a server that lies about the state (T5)', () => {
  const lies: Record<string, readonly [string, () => Promise<ReceivedState>]> = {
    'an older one': [
      'state-older',
      async () => ({ ...honest(), signed: (await nextState(ada, { sequence: 0 })).signed }),
    ],
    'another one of the same number': [
      'state-forked',
      async () => ({ ...honest(), signed: (await nextState(ada, { sequence: 1 })).signed }),
    ],
    'a next one that does not follow': [
      'state-forked',
      async () => ({
        ...honest(),
        signed: (await nextState(ada, { previous: random.bytes(32) })).signed,
      }),
    ],
    'one signed by a key of its own': [
      'state-signer-unknown',
      async () => {
        const state = { ...ada.state, sequence: 2, identity: publicKeysOf(bob.identity) }
        return { ...honest(), signed: await signAccountState(bob.identity, state) }
      },
    ],
    'one that names our signer and is signed by another': [
      'state-signature-wrong',
      async () => ({
        ...honest(),
        signed: await signAccountState(bob.identity, { ...ada.state, sequence: 2 }),
      }),
    ],
    'a signature of the state before': [
      'state-signature-wrong',
      async () => ({
        ...honest(),
        signed: { ...ada.signed, bytes: encodeAccountState({ ...ada.state, sequence: 2 }) },
      }),
    ],
    'somebody else’s': ['state-other-account', async () => ({ signed: bob.signed, wraps: bob.wraps })],
    rubbish: [
      'state-malformed',
      async () => ({ ...honest(), signed: { ...ada.signed, bytes: random.bytes(200) } }),
    ],
    'a cost below the floor, signed by a device of before': [
      'kdf-downgrade',
      async () => {
        const kdf = { memory: 1_024, passes: 1, lanes: 1, salt: random.bytes(16) }
        return { ...honest(), signed: (await nextState(ada, { kdf })).signed }
      },
    ],
    'envelopes of a time to come': [
      'state-newer-format',
      async () => ({ ...honest(), signed: (await nextState(ada, { minEnvelopeVersion: 2 })).signed }),
    ],
  }
  it.each(Object.entries(lies))('with %s is refused', async (_, [refusal, tell]) => {
    expect(await verdict(await tell())).toBe(refusal)
  })
})

describe('a server that lies about the wraps (T3, T5)', () => {
  const lies: Record<string, readonly [string, () => Promise<ReceivedState>]> = {
    'one dropped': ['state-wrap-dropped', async () => ({ ...honest(), wraps: ada.wraps.slice(1) })],
    'all dropped': ['state-wrap-dropped', async () => ({ ...honest(), wraps: [] })],
    'one added for a device of its own (silent enrolment)': [
      'state-wrap-added',
      async () => {
        const path = { kind: 'account-to-device', deviceId: createId(random, 'dev') } as const
        return { ...honest(), wraps: [...ada.wraps, { path, wrapped: random.bytes(180) }] }
      },
    ],
    'one twice': [
      'state-wrap-added',
      async () => ({ ...honest(), wraps: [...ada.wraps, wrapOf(ada.wraps, 'account-by-password')] }),
    ],
    'one of another person': [
      'state-wrap-changed',
      async () => ({
        ...honest(),
        wraps: replaceWrap(ada.wraps, wrapOf(bob.wraps, 'account-by-password')),
      }),
    ],
    'one of the password before': [
      'state-wrap-changed',
      async () => {
        const password = valueOf(await createPasswordKeys('another password', null, cheapKdf(random)))
        const [replace] = await planPasswordChange({ ...ada, password })
        if (replace?.type !== 'replace-password') throw new Error('a change replaces')
        return { signed: replace.state, wraps: ada.wraps }
      },
    ],
    'an envelope of before': [
      'state-envelope-below-minimum',
      async () => {
        const { path, wrapped } = wrapOf(ada.wraps, 'account-by-password')
        const older = wrapped.slice()
        older[0] = 0
        return { ...honest(), wraps: replaceWrap(ada.wraps, { path, wrapped: older }) }
      },
    ],
    'an envelope of before, sealed to a device and listed': [
      'state-envelope-below-minimum',
      async () => {
        const { path, wrapped } = wrapOf(ada.wraps, 'account-to-device')
        const older = { path, wrapped: wrapped.slice() }
        older.wrapped[65] = 0
        const wraps = ada.wraps.map(wrap => (wrap.wrapped === wrapped ? older : wrap))
        const listed = await Promise.all(wraps.map(listWrap))
        return { signed: (await nextState(ada, { wraps: listed })).signed, wraps }
      },
    ],
  }
  it.each(Object.entries(lies))('with %s is refused', async (_, [refusal, tell]) => {
    expect(await verdict(await tell())).toBe(refusal)
  })
})

describe('a server that asks for a weak derivation (T1)', () => {
  it('gets nothing to send: not even the hash is computed', async () => {
    let computed = 0
    const argon2id: Argon2id = async () => {
      computed += 1
      return random.bytes(32)
    }
    const weak = { memory: 1_024, passes: 1, lanes: 1, salt: random.bytes(16) }
    const keys = await derivePasswordKeys('a test password', weak, null, { random, argon2id })
    expect(keys).toEqual({ ok: false, error: { type: 'kdf-downgrade' } })
    expect(computed).toBe(0)
  })
})

describe('a server that serves other keys', () => {
  const adaAt = (generation: number) => ({ accountId: ada.accountId, generation })
  const errorOf = (result: { readonly ok: boolean; readonly error?: { readonly type: string } }) =>
    result.ok ? 'opened' : result.error?.type

  it('is refused with the wrap of another person, though the password is the same', async () => {
    const place = { kind: 'account-by-password', ...adaAt(1) } as const
    const { wrapped } = wrapOf(bob.wraps, 'account-by-password')
    expect(errorOf(await unwrapAccountKey(ada.password.wrapKey, place, wrapped))).toBe('seal-wrong-key')
    // Even with that person's salt, so that the derived key is the same.
    expect(errorOf(await unwrapAccountKey(bob.password.wrapKey, place, wrapped))).toBe('seal-tampered')
  })

  it('is refused with a wrap of an older generation', async () => {
    const { wrapped } = wrapOf(ada.wraps, 'account-by-password')
    const place = { kind: 'account-by-password', ...adaAt(2) } as const
    expect(errorOf(await unwrapAccountKey(ada.password.wrapKey, place, wrapped))).toBe('seal-tampered')
  })

  it('is refused with the wrap of another device, or with one it sealed under another place', async () => {
    const [phone, laptop] = ada.devices
    const { wrapped } = wrapOf(ada.wraps, 'account-to-device')
    if (!phone || !laptop) throw new Error('an account has two devices')
    const place = { kind: 'account-to-device', ...adaAt(1), deviceId: laptop.id } as const
    expect(errorOf(await openAccountKey(laptop.keys.agreement, place, wrapped))).toBe('seal-wrong-key')
    const foreign = { ...place, accountId: bob.accountId }
    const sealed = await sealTo(laptop.keys.agreement.publicKey, foreign, bob.accountKey, { random })
    expect(errorOf(await openAccountKey(laptop.keys.agreement, place, sealed))).toBe('seal-tampered')
  })

  it('is refused with keys cut and pasted between workspaces and epochs (T4)', async () => {
    const account = await openAccount(ada.accountKey, adaAt(1), random)
    const here = { workspaceId: createId(random, 'wsp'), epoch: 1 }
    const there = { ...here, workspaceId: createId(random, 'wsp') }
    const wrapped = await wrapWorkspaceKey(account, here, ada.workspaceKey)
    expect(errorOf(await unwrapWorkspaceKey(account, here, wrapped))).toBe('opened')
    expect(errorOf(await unwrapWorkspaceKey(account, there, wrapped))).toBe('seal-tampered')
    expect(errorOf(await unwrapWorkspaceKey(account, { ...here, epoch: 2 }, wrapped))).toBe('seal-tampered')
    const later = await openAccount(ada.accountKey, adaAt(2), random)
    expect(errorOf(await unwrapWorkspaceKey(later, here, wrapped))).toBe('seal-tampered')
    const bobs = await openAccount(bob.accountKey, adaAt(1), random)
    expect(errorOf(await unwrapWorkspaceKey(bobs, here, wrapped))).toBe('seal-wrong-key')
  })

  it('is refused with the identity of another person, or with its halves exchanged', async () => {
    const account = await openAccount(ada.accountKey, adaAt(1), random)
    expect(errorOf(await openIdentity(account, bob.wrappedIdentity))).toBe('seal-wrong-key')
    const { signing, agreement } = ada.wrappedIdentity
    const exchanged = { signing: agreement, agreement: signing }
    expect(errorOf(await openIdentity(account, exchanged))).toBe('seal-tampered')
    expect(valueOf(await openIdentity(account, ada.wrappedIdentity)).signing.privateKey.extractable).toBe(
      false,
    )
  })

  it('is refused with a device of its own, or with keys of its own for one of ours', async () => {
    const keys = await createDeviceKeys()
    const device: Device = {
      id: createId(random, 'dev'),
      signing: keys.signing.publicKey,
      agreement: keys.agreement.publicKey,
      addedAt: 1,
    }
    const { accountId, identity } = ada
    const signer = identity.signing.publicKey
    const certificate = await certifyDevice(accountId, identity, device)
    const accepts = (changed: Partial<Device>, by = certificate, of = accountId) =>
      checkDeviceCertificate(of, signer, { ...device, ...changed }, by)
    expect(await accepts({})).toBe(true)
    expect(await accepts({ agreement: bob.identity.agreement.publicKey })).toBe(false)
    expect(await accepts({ signing: device.agreement, agreement: device.signing })).toBe(false)
    expect(await accepts({ id: createId(random, 'dev') })).toBe(false)
    expect(await accepts({ addedAt: 2 })).toBe(false)
    expect(await accepts({}, certificate, bob.accountId)).toBe(false)
    expect(await accepts({}, await certifyDevice(accountId, bob.identity, device))).toBe(false)
    expect(await accepts({}, certificate.slice(1))).toBe(false)
  })

  it('is refused with another agreement key for somebody whose signing key is known', async () => {
    const keys = publicKeysOf(ada.identity)
    const certificate = await certifyIdentity(ada.accountId, ada.identity)
    const accepts = (agreement: typeof keys.agreement) =>
      checkIdentityCertificate(ada.accountId, { ...keys, agreement }, certificate)
    expect(await accepts(keys.agreement)).toBe(true)
    expect(await accepts(bob.identity.agreement.publicKey)).toBe(false)
  })
})
