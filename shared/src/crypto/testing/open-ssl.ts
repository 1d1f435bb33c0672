/** Sealing and deriving by Node's own OpenSSL: another implementation, so that ours cannot agree on a mistake. */

import { createCipheriv, createECDH, hkdfSync } from 'node:crypto'
import { concatBytes } from '../../bytes.ts'
import type { Random } from '../../env.ts'
import { importPrivateKey, type KeyPair } from '../key-pair.ts'
import { parsePublicKey, type PublicKey } from '../public-key.ts'

export const fromHex = (hex: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(hex, 'hex'))
export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** Gives these bytes, whatever is asked. */
export const fixedRandom = (bytes: Uint8Array<ArrayBuffer>): Random => ({
  bytes: () => bytes.slice(),
  fraction: () => 0,
})

const none = new Uint8Array(0)

export const hkdfByOpenSsl = (
  secret: Uint8Array,
  info: Uint8Array,
  length = 32,
  salt: Uint8Array = none,
): Uint8Array<ArrayBuffer> => new Uint8Array(hkdfSync('sha256', secret, salt, info, length))

export interface OpenSslSeal {
  readonly secret: Uint8Array
  readonly salt?: Uint8Array
  readonly keyInfo: Uint8Array
  readonly kidInfo: Uint8Array
  readonly place: Uint8Array
  readonly nonce: Uint8Array
  readonly plaintext: Uint8Array
}

export const sealByOpenSsl = (input: OpenSslSeal): Uint8Array => {
  const { secret, salt, keyInfo, kidInfo, place, nonce, plaintext } = input
  const cipher = createCipheriv('aes-256-gcm', hkdfByOpenSsl(secret, keyInfo, 32, salt), nonce)
  cipher.setAAD(place)
  const body = concatBytes(cipher.update(plaintext), cipher.final(), cipher.getAuthTag())
  return concatBytes(Uint8Array.of(1), hkdfByOpenSsl(secret, kidInfo, 16, salt), nonce, body)
}

export const ecdhByOpenSsl = (scalar: Uint8Array, publicKey: Uint8Array): Uint8Array => {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(scalar)
  return ecdh.computeSecret(publicKey)
}

export const publicKeyFromHex = (hex: string): PublicKey => {
  const parsed = parsePublicKey(fromHex(hex))
  if (!parsed.ok) throw new Error('not a public key')
  return parsed.value
}

/** RFC 5915 inside PKCS #8, for a scalar of P-256 without its public half. */
const pkcs8Header = '3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420'

export const keyPairFromScalar = async (
  purpose: 'agreement' | 'signing',
  scalar: Uint8Array,
): Promise<KeyPair> => {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(scalar)
  return {
    privateKey: await importPrivateKey(purpose, concatBytes(fromHex(pkcs8Header), scalar)),
    publicKey: publicKeyFromHex(ecdh.getPublicKey('hex')),
  }
}
