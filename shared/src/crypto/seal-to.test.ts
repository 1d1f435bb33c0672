import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes } from '../bytes.ts'
import { createId } from '../ids.ts'
import { testRandom } from '../testing/env.ts'
import { generateKeyPair } from './key-pair.ts'
import { parsePublicKey } from './public-key.ts'
import { openSealedTo, sealTo } from './seal-to.ts'
import { accountVectors } from './testing/account-vectors.ts'
import {
  ecdhByOpenSsl,
  fixedRandom,
  fromHex,
  keyPairFromScalar,
  publicKeyFromHex,
  sealByOpenSsl,
  toHex,
} from './testing/open-ssl.ts'
import { type DevicePlace, wrapKeyInfo, wrapKidInfo, wrapPlace } from './wrap.ts'

const random = testRandom(4)
const place: DevicePlace = {
  kind: 'account-to-device',
  accountId: createId(random, 'acc'),
  generation: 1,
  deviceId: createId(random, 'dev'),
}

describe.each(accountVectors.sealTo)('the known answer', vector => {
  it('is given and opened', async () => {
    const sealed = await sealTo(publicKeyFromHex(vector.recipientPublic), vector.place, fromHex(vector.key), {
      random: fixedRandom(fromHex(vector.nonce)),
      createEphemeral: () => keyPairFromScalar('agreement', fromHex(vector.ephemeral)),
    })
    expect(toHex(sealed)).toBe(vector.sealed)
    const recipient = await keyPairFromScalar('agreement', fromHex(vector.recipient))
    const opened = await openSealedTo(recipient, vector.place, fromHex(vector.sealed))
    expect(opened).toEqual({ ok: true, value: fromHex(vector.key) })
  })

  it('is OpenSSL’s as well', () => {
    const ephemeralPublic = fromHex(vector.sealed).slice(0, 65)
    const sealed = sealByOpenSsl({
      secret: ecdhByOpenSsl(fromHex(vector.recipient), ephemeralPublic),
      salt: concatBytes(ephemeralPublic, fromHex(vector.recipientPublic)),
      keyInfo: wrapKeyInfo(vector.place.kind),
      kidInfo: wrapKidInfo(vector.place.kind),
      place: wrapPlace(vector.place),
      nonce: fromHex(vector.nonce),
      plaintext: fromHex(vector.key),
    })
    expect(toHex(concatBytes(ephemeralPublic, sealed))).toBe(vector.sealed)
  })
})

it('opens for its recipient only, in its place only', async () => {
  const recipient = await generateKeyPair('agreement')
  const other = await generateKeyPair('agreement')
  const key = random.bytes(32)
  const sealed = await sealTo(recipient.publicKey, place, key, { random })
  expect(await openSealedTo(recipient, place, sealed)).toEqual({ ok: true, value: key })
  expect(await openSealedTo(other, place, sealed)).toEqual({ ok: false, error: { type: 'seal-wrong-key' } })
  const moved = { ...place, deviceId: createId(random, 'dev') }
  expect(await openSealedTo(recipient, moved, sealed)).toEqual({
    ok: false,
    error: { type: 'seal-tampered' },
  })
  expect(await openSealedTo(recipient, place, sealed.subarray(0, 65))).toEqual({
    ok: false,
    error: { type: 'seal-malformed' },
  })
  const exchanged = concatBytes(other.publicKey, sealed.subarray(65))
  expect(await openSealedTo(recipient, place, exchanged)).toEqual({
    ok: false,
    error: { type: 'seal-wrong-key' },
  })
  expect(recipient.privateKey.extractable).toBe(false)
})

const point = fromHex(accountVectors.sealTo[0]?.recipientPublic ?? '')
const p = fromHex('ffffffff00000001000000000000000000000000ffffffffffffffffffffffff')

/** Zero is the x of two points, and p is zero written otherwise: on the curve, and not reduced. */
const zeroAsP = (): Uint8Array => {
  const modulus = BigInt(`0x${toHex(p)}`)
  const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn
  let y = 1n
  // The square root of b: b to the power of (p + 1) / 4.
  for (const bit of ((modulus + 1n) / 4n).toString(2))
    y = (((y * y) % modulus) * (bit === '1' ? b : 1n)) % modulus
  return concatBytes(Uint8Array.of(4), p, fromHex(y.toString(16).padStart(64, '0')))
}

const notPoints: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', new Uint8Array(0)],
  ['the point at infinity', Uint8Array.of(0)],
  ['a compressed point', concatBytes(Uint8Array.of(2), point.subarray(1, 33))],
  ['a hybrid point', concatBytes(Uint8Array.of(6), point.subarray(1))],
  ['one byte more', concatBytes(point, Uint8Array.of(0))],
  ['zero', concatBytes(Uint8Array.of(4), new Uint8Array(64))],
  ['a coordinate that is not reduced', zeroAsP()],
  ['coordinates exchanged', concatBytes(Uint8Array.of(4), point.subarray(33), point.subarray(1, 33))],
]

it.each(notPoints)('refuses %s as a public key, by name', async (_, bytes) => {
  expect(parsePublicKey(bytes)).toEqual({ ok: false, error: { type: 'public-key-invalid' } })
  if (bytes.length !== 65) return
  const recipient = await generateKeyPair('agreement')
  const sealed = concatBytes(bytes, new Uint8Array(60))
  expect(await openSealedTo(recipient, place, sealed)).toEqual({
    ok: false,
    error: { type: 'public-key-invalid' },
  })
})

it('takes what WebCrypto takes as a point and refuses what it refuses', async () => {
  const curve = { name: 'ECDH', namedCurve: 'P-256' }
  const imports = (bytes: Uint8Array<ArrayBuffer>) =>
    crypto.subtle.importKey('raw', bytes, curve, false, []).then(
      () => true,
      () => false,
    )
  const flipped = fc.tuple(fc.integer({ min: 0, max: 64 }), fc.integer({ min: 0, max: 255 }))
  await fc.assert(
    fc.asyncProperty(flipped, async ([index, bits]) => {
      const { publicKey } = await generateKeyPair('agreement')
      const bytes = publicKey.slice()
      bytes[index] = (bytes[index] ?? 0) ^ bits
      // Hybrid points are one encoding that some take; we never do.
      fc.pre(bytes[0] !== 6 && bytes[0] !== 7)
      expect(parsePublicKey(bytes).ok).toBe(await imports(bytes))
    }),
    { numRuns: 300, seed: 5 },
  )
})
