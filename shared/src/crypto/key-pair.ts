/** Pairs of keys on P-256: for agreement (ECDH) and for signatures (ECDSA). */

import { must } from '../assert.ts'
import { importSecret } from './hkdf.ts'
import { parsePublicKey, type PublicKey } from './public-key.ts'

export interface KeyPair {
  readonly privateKey: CryptoKey
  readonly publicKey: PublicKey
}

type Purpose = 'agreement' | 'signing'

const algorithmOf = (purpose: Purpose) => ({
  name: purpose === 'agreement' ? 'ECDH' : 'ECDSA',
  namedCurve: 'P-256',
})

/** What `importPrivateKey` takes: an extractable pair is made once, wrapped and let go. */
export const exportPrivateKey = async (pair: KeyPair): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await globalThis.crypto.subtle.exportKey('pkcs8', pair.privateKey))

/** Script cannot read the private half of the result out. Throws on bytes that are not a private key. */
export const importPrivateKey = (purpose: Purpose, pkcs8: Uint8Array<ArrayBuffer>): Promise<CryptoKey> =>
  globalThis.crypto.subtle.importKey(
    'pkcs8',
    pkcs8,
    algorithmOf(purpose),
    false,
    purpose === 'agreement' ? ['deriveBits'] : ['sign'],
  )

/** Not extractable unless it is asked for. */
export const generateKeyPair = async (purpose: Purpose, extractable = false): Promise<KeyPair> => {
  const { subtle } = globalThis.crypto
  const usages: ('deriveBits' | 'sign' | 'verify')[] =
    purpose === 'agreement' ? ['deriveBits'] : ['sign', 'verify']
  const { privateKey, publicKey } = await subtle.generateKey(algorithmOf(purpose), extractable, usages)
  const parsed = parsePublicKey(new Uint8Array(await subtle.exportKey('raw', publicKey)))
  return { privateKey, publicKey: must(parsed.ok ? parsed.value : null, 'a made key is a point') }
}

/** The shared secret of two pairs, as a key that derives others. It is not uniform: derive with a salt. */
export const agree = async (privateKey: CryptoKey, publicKey: PublicKey): Promise<CryptoKey> => {
  const { subtle } = globalThis.crypto
  const peer = await subtle.importKey('raw', publicKey, algorithmOf('agreement'), false, [])
  const bits = new Uint8Array(await subtle.deriveBits({ name: 'ECDH', public: peer }, privateKey, 256))
  const secret = await importSecret(bits)
  bits.fill(0)
  return secret
}
