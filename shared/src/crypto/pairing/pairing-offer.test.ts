import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes, lengthPrefixed } from '../../bytes.ts'
import { testRandom } from '../../testing/env.ts'
import { decodeCrockford, encodeCrockford } from '../crockford.ts'
import { importSecret } from '../hkdf.ts'
import { generateKeyPair } from '../key-pair.ts'
import { keyPairFromScalar } from '../testing/open-ssl.ts'
import { valueOf } from '../testing/test-account.ts'
import { deriveEnvelopeKey } from '../web-envelope.ts'
import {
  codeToSecret,
  encodeOffer,
  offerToQr,
  openOffer,
  type PairingOffer,
  qrToOffer,
  rendezvousOf,
  sealOffer,
  secretOfOffer,
  secretToCode,
} from './pairing-offer.ts'

const random = testRandom(3)
const origin = 'https://weft.example'

const createOffer = async (): Promise<PairingOffer> => ({
  origin,
  ephemeral: (await generateKeyPair('agreement')).publicKey,
  nonce: random.bytes(16),
})

describe('base 32 for people', () => {
  it('gives bytes back, however they are typed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.boolean(), (bytes, lower) => {
        const text = encodeCrockford(bytes)
        expect(text).toMatch(/^[0-9A-HJKMNP-TV-Z]*$/)
        const typed = text.replaceAll('0', 'o').replaceAll('1', 'l')
        expect(decodeCrockford(lower ? typed.toLowerCase() : typed)).toEqual(Uint8Array.from(bytes))
      }),
      { numRuns: 500, seed: 1 },
    )
    expect(decodeCrockford('0U')).toBeNull()
  })
})

describe('an offer as a picture', () => {
  it('is read by a device of the same server, in characters that a QR code stores densely', async () => {
    const offer = await createOffer()
    const qr = offerToQr(offer)
    expect(qr).toMatch(/^[0-9A-Z:-]+$/)
    expect(qrToOffer(qr, origin)).toEqual({ ok: true, value: offer })
    expect(qrToOffer(qr, 'https://evil.example')).toEqual({
      ok: false,
      error: { type: 'pairing-other-server' },
    })
  })

  it('is refused when it is something else', async () => {
    const errorOf = (text: string) => {
      const read = qrToOffer(text, origin)
      return read.ok ? 'read' : read.error.type
    }
    const qr = offerToQr(await createOffer())
    expect(errorOf('https://weft.example/')).toBe('pairing-offer-malformed')
    expect(errorOf('')).toBe('pairing-offer-malformed')
    expect(errorOf(qr.replace('PAIR-1', 'PAIR-2'))).toBe('pairing-offer-newer')
    expect(errorOf(qr.slice(0, -3))).toBe('pairing-offer-malformed')
    expect(errorOf(`${qr}00`)).toBe('pairing-offer-malformed')
    expect(errorOf('WEFT-PAIR-1:'.padEnd(5_000_000, 'A'))).toBe('pairing-offer-malformed')
    fc.assert(
      fc.property(
        fc.nat({ max: qr.length - 1 }),
        fc.constantFrom(...'0123456789ABCXYZ'.split('')),
        (at, character) => {
          const read = qrToOffer(`${qr.slice(0, at)}${character}${qr.slice(at + 1)}`, origin)
          // A changed nonce is another offer; anything else is none.
          if (read.ok) expect(offerToQr(read.value)).toHaveLength(qr.length)
        },
      ),
      { numRuns: 500, seed: 2 },
    )
  })
})

describe('an offer behind a code', () => {
  it('is found and read by whoever types it, however it is typed', async () => {
    const offer = await createOffer()
    const secret = await secretOfOffer(offer)
    const code = await secretToCode(secret)
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/)
    const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'i')
    expect(await codeToSecret(typed)).toEqual({ ok: true, value: secret })
    const sealed = await sealOffer(offer, random)
    expect(await openOffer(secret, sealed, origin, random)).toEqual({ ok: true, value: offer })
    expect(await rendezvousOf(secret)).toMatch(/^[a-z2-7]{26}$/)
  })

  it('notices a slip before anything is asked of the server', async () => {
    // One offer for every run: one slip in 4,096 has the right checksum, and this one has none among those tried.
    const { publicKey: ephemeral } = await keyPairFromScalar('agreement', testRandom(5).bytes(32))
    const secret = await secretOfOffer({ origin, ephemeral, nonce: testRandom(6).bytes(16) })
    const code = (await secretToCode(secret)).replaceAll('-', '')
    let slips = 0
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 27 }),
        fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'.split('')),
        async (at, character) => {
          if (code[at] === character) return
          const read = await codeToSecret(`${code.slice(0, at)}${character}${code.slice(at + 1)}`)
          if (!read.ok) slips += 1
          else throw new Error('a slip went unnoticed')
        },
      ),
      { numRuns: 300, seed: 3 },
    )
    expect(slips).toBeGreaterThan(200)
    expect(await codeToSecret('1234')).toEqual({
      ok: false,
      error: { type: 'pairing-code-miscounted', count: 4 },
    })
    expect(await codeToSecret('U'.repeat(28))).toEqual({
      ok: false,
      error: { type: 'pairing-code-mistyped' },
    })
  })

  it('cannot be exchanged: not by a server that knows nothing, nor by one that has read the code', async () => {
    const offer = await createOffer()
    const secret = await secretOfOffer(offer)
    const evil = await createOffer()
    const refused = { ok: false, error: { type: 'pairing-offer-substituted' } }
    expect(await openOffer(secret, await sealOffer(evil, random), origin, random)).toEqual(refused)
    const sealed = await sealOffer(offer, random)
    const last = sealed.length - 1
    const changed = sealed.with(last, (sealed[last] ?? 0) ^ 1)
    expect(await openOffer(secret, changed, origin, random)).toEqual(refused)
    expect(await openOffer(secret, new Uint8Array(3), origin, random)).toEqual(refused)
    // Sealed with the right key, which needs the code; but the code names another offer.
    const key = await deriveEnvelopeKey(
      await importSecret(secret),
      {
        keyInfo: lengthPrefixed('weft/v1/pair-offer-key'),
        kidInfo: lengthPrefixed('weft/v1/pair-offer-kid'),
      },
      random,
    )
    const forge = (bytes: Uint8Array) => key.seal(lengthPrefixed('weft/v1/pair-offer-sealed'), bytes)
    expect(await openOffer(secret, await forge(encodeOffer(offer)), origin, random)).toEqual({
      ok: true,
      value: offer,
    })
    expect(await openOffer(secret, await forge(encodeOffer(evil)), origin, random)).toEqual(refused)
  })

  it('says nothing to the server: its name is not its secret', async () => {
    const offer = await createOffer()
    const secret = await secretOfOffer(offer)
    const seen = concatBytes(Buffer.from(await rendezvousOf(secret)), await sealOffer(offer, random))
    expect(Buffer.from(seen).includes(Buffer.from(secret))).toBe(false)
    expect(Buffer.from(seen).includes(Buffer.from(offer.ephemeral))).toBe(false)
    expect(valueOf(await codeToSecret(await secretToCode(secret)))).toEqual(secret)
  })
})
