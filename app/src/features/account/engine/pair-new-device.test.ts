/** What becomes of the private keys of a device that was to be added: they are nobody's once the pairing has ended. */

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { certifyDevice } from '@weft/shared/crypto/account/device.ts'
import {
  answerPairing,
  type ExistingDeviceState,
  stepExistingDevice,
} from '@weft/shared/crypto/pairing/existing-device.ts'
import { consentDelay, scanLifetime } from '@weft/shared/crypto/pairing/pairing-ending.ts'
import { qrToOffer } from '@weft/shared/crypto/pairing/pairing-offer.ts'
import { copyKey, createTestAccount, valueOf } from '@weft/shared/crypto/testing/test-account.ts'
import { base64UrlToBytes, bytesToBase64Url } from '@weft/shared/protocol/accounts/base64-url.ts'
import { ok } from '@weft/shared/result.ts'
import { testEnv } from '@weft/shared/testing/env.ts'
import { afterEach, expect, test } from 'vitest'
import { createAccountApi } from './account-api.ts'
import type { AccountContext } from './account-context.ts'
import { createNewDevicePairing } from './pair-new-device.ts'

const origin = 'https://weft.example'
const { subtle } = globalThis.crypto

afterEach(() => {
  Reflect.deleteProperty(subtle, 'generateKey')
})

/** Made since, and not held by this test. */
const watchPrivateKeys = (): (() => Promise<number>) => {
  const made: WeakRef<CryptoKey>[] = []
  const generateKey = subtle.generateKey.bind(subtle)
  const watched = async (...args: Parameters<typeof generateKey>): Promise<CryptoKey | CryptoKeyPair> => {
    const pair = await generateKey(...args)
    if ('privateKey' in pair) made.push(new WeakRef(pair.privateKey))
    return pair
  }
  Object.defineProperty(subtle, 'generateKey', { value: watched, configurable: true })
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  return async () => {
    // What was reached in a turn is kept until that turn ends.
    await new Promise(resolve => setImmediate(resolve))
    if (typeof collect === 'function') collect()
    return made.filter(key => key.deref() !== undefined).length
  }
}

const secretText = bytesToBase64Url(new Uint8Array(32))

/** A device that offers itself to a server which gives it what the test says, one message to a question. */
const offering = async () => {
  const env = testEnv(7)
  const sent: Uint8Array<ArrayBuffer>[] = []
  const said: (Uint8Array | null)[] = []
  let onSaid = (): void => undefined
  let onStep = (): void => undefined
  let number = 0
  /** Null: nothing came for a while. */
  const says = (bytes: Uint8Array | null): void => {
    said.push(bytes)
    onSaid()
  }
  const nextSaid = async (): Promise<Uint8Array | null> => {
    while (said.length === 0) await new Promise<void>(resolve => (onSaid = resolve))
    return said.shift() ?? null
  }
  const answer = async (path: string, body: string): Promise<object> => {
    if (path.endsWith('/rendezvous')) return { token: secretText, expiresAt: 0 }
    if (path.endsWith('/messages')) {
      sent.push(base64UrlToBytes(JSON.parse(body).bytes) ?? new Uint8Array(0))
      return { number: 1 }
    }
    if (!path.endsWith('/wait')) return {}
    const bytes = await nextSaid()
    if (bytes === null) return { messages: [] }
    number += 1
    return { messages: [{ number, bytes: bytesToBase64Url(bytes) }] }
  }
  const api = createAccountApi({
    fetch: async (path, { body }) => Response.json(await answer(path, typeof body === 'string' ? body : '')),
    clock: env.clock,
  })
  const now = (): number => {
    onStep()
    return env.clock.now()
  }
  const pairing = createNewDevicePairing({
    api,
    env: { ...env, clock: { ...env.clock, now } },
    origin,
    store: { read: async () => ok(null) },
  } as unknown as AccountContext)
  const living = watchPrivateKeys()
  const { text } = valueOf(await pairing.offer('scan', 'Tablet'))
  Reflect.deleteProperty(subtle, 'generateKey')
  return {
    pairing,
    living,
    sent,
    clock: env.clock,
    random: env.random,
    offer: valueOf(qrToOffer(text, origin)),
    says,
    /** The machine asks for the time at each step. */
    atNextStep: (action: () => void) => {
      onStep = () => {
        onStep = () => undefined
        action()
      }
    },
  }
}

type Offering = Awaited<ReturnType<typeof offering>>

/** The other device, up to its digits. */
const answered = async ({ pairing, offer, clock, random, says }: Offering) => {
  const request = { offer, deviceName: 'Laptop', now: clock.now(), lifetime: scanLifetime }
  const { state, send } = await answerPairing(request, random)
  says(send)
  expect(await pairing.answered()).toEqual(ok('Laptop'))
  return state
}

/** What the other device gives away once it has the device's confirmation. */
const grantAfter = async (
  { clock, random, sent }: Offering,
  shown: ExistingDeviceState,
): Promise<Uint8Array> => {
  while (sent.length === 0) await new Promise(resolve => setImmediate(resolve))
  const confirmation = sent[0] ?? new Uint8Array(0)
  const account = await createTestAccount(random)
  const { state } = await stepExistingDevice(shown, { type: 'message', bytes: confirmation }, clock.now())
  if (state.type !== 'consent-awaited') throw new Error(`It is ${state.type}.`)
  const addedAt = clock.now() + consentDelay
  const { accountId, identity, pinned, accountKey } = account
  const certificate = await certifyDevice(accountId, identity, { ...state.newDevice, addedAt })
  const grant = { accountId, generation: 1, accountKey: copyKey(accountKey), pinned, certificate, addedAt }
  const approval = { type: 'approve', grant: { ...grant, sessionGrant: secretText } } as const
  const { send } = await stepExistingDevice(state, approval, addedAt)
  return send ?? new Uint8Array(0)
}

const typeOf = async (call: ReturnType<Offering['pairing']['enter']>): Promise<string> => {
  const result = await call
  return result.ok ? 'ok' : result.error.type
}

test('they are held as long as the pairing is under way', async () => {
  const world = await offering()
  await answered(world)
  expect(await world.living()).toBeGreaterThan(0)
  expect(await typeOf(world.pairing.enter('no'))).toBe('pairing-code-wrong')
  expect(await world.living()).toBe(0)
})

test('they go when it is cancelled', async () => {
  const world = await offering()
  await world.pairing.cancel()
  expect(await world.living()).toBe(0)
})

test('they go when it is cancelled while a grant is arriving, and the grant changes nothing', async () => {
  const world = await offering()
  const shown = await answered(world)
  const { pairing, atNextStep, says } = world
  const cancelled = Promise.withResolvers<void>()
  const deviceTaken = pairing.enter(shown.checkCode)
  const grant = await grantAfter(world, shown)
  atNextStep(() => void pairing.cancel().then(cancelled.resolve))
  says(grant)
  expect(await typeOf(deviceTaken)).toBe('pairing-cancelled')
  await cancelled.promise
  expect(await typeOf(pairing.enter(shown.checkCode))).toBe('pairing-not-begun')
  expect(await world.living()).toBe(0)
})

test('they go when what arrives is no grant', async () => {
  const world = await offering()
  const { checkCode } = await answered(world)
  world.says(new Uint8Array(60))
  expect(await typeOf(world.pairing.enter(checkCode))).toBe('pairing-message-refused')
  expect(await world.living()).toBe(0)
})

test('they go when nobody has answered in time', async () => {
  const world = await offering()
  world.clock.advance(scanLifetime)
  world.says(null)
  const result = await world.pairing.answered()
  expect(result).toEqual({ ok: false, error: { type: 'pairing-expired' } })
  expect(await world.living()).toBe(0)
})

test('they go when the account does not let the device in', async () => {
  const world = await offering()
  const shown = await answered(world)
  const deviceTaken = world.pairing.enter(shown.checkCode)
  world.says(await grantAfter(world, shown))
  expect(await typeOf(deviceTaken)).toBe('server-unreadable')
  expect(await world.living()).toBe(0)
})
