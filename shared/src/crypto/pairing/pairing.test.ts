/** Both ends of a pairing with a server between them that does what it likes. */

import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { concatBytes, lengthPrefixed } from '../../bytes.ts'
import { createId } from '../../ids.ts'
import { testRandom } from '../../testing/env.ts'
import { certifyDevice, createDeviceKeys } from '../account/device.ts'
import { generateKeyPair } from '../key-pair.ts'
import { fromHex, toHex } from '../testing/open-ssl.ts'
import { copyKey, createTestAccount, type TestAccount } from '../testing/test-account.ts'
import {
  answerPairing,
  type CodeShown,
  type ExistingDeviceEvent,
  type ExistingDeviceState,
  stepExistingDevice,
} from './existing-device.ts'
import {
  type NewDeviceEvent,
  type NewDeviceState,
  type Offered,
  offerPairing,
  stepNewDevice,
} from './new-device.ts'
import { createPairingChannel } from './pairing-channel.ts'
import { consentDelay, maxMessageBytes, scanLifetime } from './pairing-ending.ts'
import { decodeNewDevice, encodeNewDevice, type NewDevice, type PairingGrant } from './pairing-payload.ts'

const random = testRandom(21)
const origin = 'https://weft.example'
const start = 1_750_000_000_000

let account: TestAccount
let newDevice: NewDevice
let grant: PairingGrant

beforeAll(async () => {
  account = await createTestAccount(random)
  const keys = await createDeviceKeys()
  const publicKeys = { signing: keys.signing.publicKey, agreement: keys.agreement.publicKey }
  newDevice = { id: createId(random, 'dev'), name: 'Ada’s phone', ...publicKeys }
  const { accountId, identity, pinned } = account
  const certified = { id: newDevice.id, ...publicKeys, addedAt: start }
  grant = {
    accountId,
    generation: 1,
    accountKey: copyKey(account.accountKey),
    pinned,
    certificate: await certifyDevice(accountId, identity, certified),
    addedAt: start,
    sessionGrant: 'one use',
  }
})

/** One of the two devices: its state, and what it has sent. */
interface End<State, Event> {
  readonly state: () => State
  readonly sent: Uint8Array[]
  readonly step: (event: Event, now?: number) => Promise<State>
}

const createEnd = <State, Event>(
  first: State,
  sent: Uint8Array[],
  next: (
    state: State,
    event: Event,
    now: number,
  ) => Promise<{ readonly state: State; readonly send: Uint8Array | null }>,
): End<State, Event> => {
  let state = first
  return {
    state: () => state,
    sent,
    step: async (event, now = start + 1_000) => {
      const stepped = await next(state, event, now)
      state = stepped.state
      if (stepped.send) sent.push(stepped.send)
      return state
    },
  }
}

const createNew = async () => {
  const request = { origin, device: newDevice, now: start, lifetime: scanLifetime }
  const offered = await offerPairing(request, random)
  const end = createEnd<NewDeviceState, NewDeviceEvent>(offered, [], (state, event, now) =>
    stepNewDevice(state, event, now, random),
  )
  return { ...end, offer: offered.offer }
}

const createExisting = async (offer: Offered['offer']) => {
  const request = { offer, deviceName: 'Ada’s laptop', now: start, lifetime: scanLifetime }
  const { state, send } = await answerPairing(request, random)
  const end = createEnd<ExistingDeviceState, ExistingDeviceEvent>(
    state,
    send ? [send] : [],
    stepExistingDevice,
  )
  return { ...end, checkCode: state.checkCode }
}

const message = (bytes: Uint8Array | undefined) =>
  ({ type: 'message', bytes: bytes ?? new Uint8Array(0) }) as const

const failureOf = (state: NewDeviceState | ExistingDeviceState): string =>
  state.type === 'aborted' ? state.failure.type : state.type

const otherCode = (code: string): string => String((Number(code) + 1) % 100).padStart(2, '0')

const approveAt = start + 1_000 + consentDelay

describe('an honest server', () => {
  it('carries three messages, and the new device is one of the account’s', async () => {
    const fresh = await createNew()
    const existing = await createExisting(fresh.offer)
    const greeted = await fresh.step(message(existing.sent[0]))
    expect(greeted).toMatchObject({ type: 'code-awaited', peerName: 'Ada’s laptop' })
    await fresh.step({ type: 'code', typed: ` ${existing.checkCode} ` })
    const asked = await existing.step(message(fresh.sent[0]))
    expect(asked).toMatchObject({ type: 'consent-awaited', newDevice })
    expect((await existing.step({ type: 'approve', grant }, approveAt - 1)).type).toBe('consent-awaited')
    expect((await existing.step({ type: 'approve', grant }, approveAt)).type).toBe('grant-sent')
    expect(await fresh.step(message(existing.sent[1]), approveAt)).toEqual({ type: 'granted', grant })
  })
})

const atCode = async () => {
  const fresh = await createNew()
  const existing = await createExisting(fresh.offer)
  await fresh.step(message(existing.sent[0]))
  return { fresh, existing }
}

const atConsent = async () => {
  const { fresh, existing } = await atCode()
  await fresh.step({ type: 'code', typed: existing.checkCode })
  await existing.step(message(fresh.sent[0]))
  return { fresh, existing }
}

describe('the person', () => {
  it.each(['', '0', 'ab', '100', 'other'])('ends it by one wrong code: %j', async typed => {
    const { fresh, existing } = await atCode()
    const wrong = typed === 'other' ? otherCode(existing.checkCode) : typed
    expect(failureOf(await fresh.step({ type: 'code', typed: wrong }))).toBe('pairing-code-wrong')
    expect(failureOf(await fresh.step({ type: 'code', typed: existing.checkCode }))).toBe(
      'pairing-code-wrong',
    )
    expect(fresh.sent).toEqual([])
  })

  it('may take time, but not for ever; and may leave', async () => {
    const { fresh, existing } = await atConsent()
    const last = start + scanLifetime
    expect(failureOf(await existing.step({ type: 'tick' }, last - 1))).toBe('consent-awaited')
    expect(failureOf(await existing.step({ type: 'approve', grant }, last))).toBe('pairing-expired')
    expect(existing.sent).toHaveLength(1)
    expect(failureOf(await fresh.step({ type: 'tick' }, last))).toBe('pairing-expired')
    expect(failureOf(await (await atCode()).fresh.step({ type: 'cancel' }))).toBe('pairing-cancelled')
    expect(failureOf(await (await atCode()).existing.step({ type: 'cancel' }))).toBe('pairing-cancelled')
  })
})

describe('a server between them', () => {
  it('cannot answer in the existing device’s place without having seen the offer', async () => {
    const fresh = await createNew()
    const elsewhere = await createNew()
    const evil = await createExisting(elsewhere.offer)
    expect(failureOf(await fresh.step(message(evil.sent[0])))).toBe('pairing-message-refused')
  })

  it('cannot put a key of its own into an answer', async () => {
    const fresh = await createNew()
    const existing = await createExisting(fresh.offer)
    const evil = await createExisting((await createNew()).offer)
    const hello = existing.sent[0] ?? new Uint8Array(0)
    const exchanged = concatBytes((evil.sent[0] ?? hello).subarray(0, 65), hello.subarray(65))
    expect(failureOf(await fresh.step(message(exchanged)))).toBe('pairing-message-refused')
    const notAPoint = concatBytes(hello.subarray(0, 64), Uint8Array.of(1), hello.subarray(65))
    const again = await createNew()
    expect(failureOf(await again.step(message(notAPoint)))).toBe('pairing-message-refused')
  })

  it('who has seen the offer can answer first, and is found out by the code', async () => {
    let luck = 0
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const fresh = await createNew()
      const existing = await createExisting(fresh.offer)
      const evil = await createExisting(fresh.offer)
      await fresh.step(message(evil.sent[0]))
      const state = await fresh.step({ type: 'code', typed: existing.checkCode })
      const lucky = evil.checkCode === existing.checkCode
      expect(failureOf(state)).toBe(lucky ? 'confirmed' : 'pairing-code-wrong')
      if (lucky) luck += 1
      // Lucky or not, what the new device says to it is nothing to the existing device: no key is given away.
      if (lucky)
        expect(failureOf(await existing.step(message(fresh.sent[0])))).toBe('pairing-message-refused')
    }
    // One in a hundred; more than seven of a hundred happen by chance less than once in ten thousand runs.
    expect(luck).toBeLessThan(8)
  })

  it('gets nothing out by sending a device’s own message back to it', async () => {
    const { fresh, existing } = await atConsent()
    expect(failureOf(await fresh.step(message(fresh.sent[0])))).toBe('pairing-message-refused')
    expect(failureOf(await existing.step(message(existing.sent[0])))).toBe('pairing-unexpected')
    const { existing: other } = await atCode()
    expect(failureOf(await other.step(message(other.sent[0])))).toBe('pairing-message-refused')
  })

  it('cannot skip a step: a grant before the code, approval before the confirmation', async () => {
    const { existing } = await atConsent()
    await existing.step({ type: 'approve', grant }, approveAt)
    const { fresh } = await atCode()
    expect(failureOf(await fresh.step(message(existing.sent[1])))).toBe('pairing-unexpected')
    const { existing: early } = await atCode()
    expect(failureOf(await early.step({ type: 'approve', grant }, approveAt))).toBe('pairing-unexpected')
    expect(early.sent).toHaveLength(1)
    const never = await createNew()
    expect(failureOf(await never.step({ type: 'code', typed: '00' }))).toBe('pairing-unexpected')
  })

  it('cannot turn an answer’s key over, which would agree on the same secret', async () => {
    const fresh = await createNew()
    const existing = await createExisting(fresh.offer)
    const hello = existing.sent[0] ?? new Uint8Array(0)
    const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
    const y = p - BigInt(`0x${toHex(hello.subarray(33, 65))}`)
    const turned = concatBytes(
      hello.subarray(0, 33),
      fromHex(y.toString(16).padStart(64, '0')),
      hello.subarray(65),
    )
    expect(failureOf(await fresh.step(message(turned)))).toBe('pairing-message-refused')
  })

  it('cannot keep a device busy with a large message, not even one that opens', async () => {
    const { offer, step } = await createNew()
    const { privateKey, publicKey: answer } = await generateKeyPair('agreement')
    const channel = await createPairingChannel(privateKey, offer.ephemeral, { offer, answer }, random)
    const large = await channel.seal('hello', lengthPrefixed('x'.repeat(maxMessageBytes)))
    expect(failureOf(await step(message(concatBytes(answer, large))))).toBe('pairing-message-refused')
    const { existing } = await atCode()
    const zeros = new Uint8Array(maxMessageBytes + 1)
    expect(failureOf(await existing.step(message(zeros)))).toBe('pairing-message-refused')
  })
})

it('opens a message in its own step only', async () => {
  const { offer } = await createNew()
  const { privateKey, publicKey: answer } = await generateKeyPair('agreement')
  const channel = await createPairingChannel(privateKey, offer.ephemeral, { offer, answer }, random)
  for (const from of ['hello', 'confirm', 'grant'] as const) {
    const sealed = await channel.seal(from, Uint8Array.of(1))
    for (const to of ['hello', 'confirm', 'grant'] as const) {
      const opened = await channel.open(to, sealed)
      expect(opened.ok ? 'opened' : opened.error.type).toBe(from === to ? 'opened' : 'seal-tampered')
    }
  }
})

type Act =
  | { readonly type: 'carry' | 'to-new' | 'to-existing'; readonly pick: number; readonly flip: number | null }
  | { readonly type: 'type-code' | 'approve' | 'type-wrong' }

const pick = fc.nat({ max: 20 })
const flip = fc.option(fc.nat({ max: 2_000 }))
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('carry'), pick, flip: fc.constant(null) } as const) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constantFrom('to-new', 'to-existing'), pick, flip } as const),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constantFrom('type-code', 'approve') } as const) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('type-wrong') } as const) },
)

const flipped = (bytes: Uint8Array, bit: number | null): Uint8Array => {
  if (bit === null || bytes.length === 0) return bytes
  const at = Math.floor(bit / 8) % bytes.length
  return bytes.with(at, (bytes[at] ?? 0) ^ (1 << (bit % 8)))
}

it('whatever a server drops, replays, reorders, changes or makes up: a grant is the grant, to the right device', async () => {
  let granted = 0
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 14 }), async acts => {
      const fresh = await createNew()
      const existing = await createExisting(fresh.offer)
      const stranger = await createExisting(fresh.offer)
      const earlier = await atConsent()
      let typedRight = false
      let approvals = 0
      let carried = 0
      for (const { type, ...rest } of acts) {
        const all = [existing, fresh, stranger, earlier.existing, earlier.fresh].flatMap(({ sent }) => sent)
        const chosen =
          'pick' in rest ? flipped(all[rest.pick % all.length] ?? new Uint8Array(0), rest.flip) : null
        if (type === 'type-code') {
          typedRight ||= fresh.state().type === 'code-awaited'
          await fresh.step({ type: 'code', typed: existing.checkCode })
        } else if (type === 'type-wrong') {
          await fresh.step({ type: 'code', typed: otherCode(existing.checkCode) })
        } else if (type === 'approve') {
          if (existing.state().type === 'consent-awaited') approvals += 1
          await existing.step({ type: 'approve', grant }, approveAt)
        } else if (type === 'to-new' && chosen) {
          await fresh.step(message(chosen))
        } else if (type === 'to-existing' && chosen) {
          await existing.step(message(chosen))
        } else {
          // What an honest server would carry next.
          const inOrder = [existing.sent[0], fresh.sent[0], existing.sent[1]] as const
          const bytes = inOrder[carried]
          if (!bytes) continue
          await (carried === 1 ? existing.step(message(bytes)) : fresh.step(message(bytes)))
          carried += 1
        }
        const seen = existing.state()
        if (seen.type === 'consent-awaited' || seen.type === 'grant-sent') {
          expect(seen.newDevice).toEqual(newDevice)
          expect(typedRight).toBe(true)
        }
        const got = fresh.state()
        if (got.type === 'granted') {
          expect(got.grant).toEqual(grant)
          expect(approvals).toBeGreaterThan(0)
          granted += 1
        }
      }
    }),
    { numRuns: Number(process.env['PAIRING_CASES'] ?? 200), seed: 4 },
  )
  expect(granted).toBeGreaterThan(0)
}, 60_000)

it('shows a name as a name: no turning, no hiding, no long text', () => {
  const nameOf = (name: string): string => {
    const decoded = decodeNewDevice(encodeNewDevice({ ...newDevice, name }))
    return decoded.ok ? decoded.value.name : decoded.error.type
  }
  expect(nameOf('Ada\u202ephone\u0000\n\u200b')).toBe('Ada phone')
  expect(nameOf('x'.repeat(10_000))).toHaveLength(60)
  expect(nameOf('মোবাইল')).toBe('মোবাইল')
})

it('shows a code of two digits, evenly enough', async () => {
  const codes: CodeShown['checkCode'][] = []
  const { offer } = await createNew()
  for (let count = 0; count < 200; count += 1) codes.push((await createExisting(offer)).checkCode)
  for (const code of codes) expect(code).toMatch(/^\d\d$/)
  expect(new Set(codes).size).toBeGreaterThan(60)
})
