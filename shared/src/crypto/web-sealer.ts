/** The sealer of the app: WebCrypto, with keys that script cannot read out. */

import type { Random } from '../env.ts'
import { err, ok } from '../result.ts'
import { readEnvelope, writeEnvelope } from './envelope.ts'
import {
  blobKeyInfo,
  keyInfo,
  kidInfo,
  kidLength,
  nonceLength,
  placeOf,
  type Sealer,
  type SealScope,
} from './sealer.ts'

const noSalt = new Uint8Array(0)
const hkdf = (info: Uint8Array<ArrayBuffer>) => ({ name: 'HKDF', hash: 'SHA-256', salt: noSalt, info })

/** `workspaceKey` is an HKDF key with `deriveKey` and `deriveBits`; it need not, and should not, be extractable. */
export const createWebSealer = (workspaceKey: CryptoKey, random: Random): Sealer => {
  const { subtle } = globalThis.crypto

  const scope = async (place: SealScope) => {
    const [key, kidBits] = await Promise.all([
      subtle.deriveKey(hkdf(keyInfo(place)), workspaceKey, { name: 'AES-GCM', length: 256 }, false, [
        'encrypt',
        'decrypt',
      ]),
      subtle.deriveBits(hkdf(kidInfo(place)), workspaceKey, kidLength * 8),
    ])
    const kid = new Uint8Array(kidBits)
    const algorithm = (map: string, name: string, nonce: Uint8Array<ArrayBuffer>) => ({
      name: 'AES-GCM',
      iv: nonce,
      additionalData: placeOf(place, map, name),
    })

    return {
      seal: async (map: string, name: string, plaintext: Uint8Array) => {
        const nonce = random.bytes(nonceLength)
        const ciphertext = await subtle.encrypt(algorithm(map, name, nonce), key, plaintext.slice())
        return writeEnvelope(kid, nonce, new Uint8Array(ciphertext))
      },
      open: async (map: string, name: string, sealed: Uint8Array) => {
        const envelope = readEnvelope(sealed, kid)
        if (!envelope.ok) return envelope
        try {
          const { nonce, ciphertext } = envelope.value
          return ok(new Uint8Array(await subtle.decrypt(algorithm(map, name, nonce), key, ciphertext)))
        } catch {
          // WebCrypto names every failed authentication alike (OperationError) and says no more.
          return err({ type: 'seal-tampered' as const })
        }
      },
    }
  }

  const blobId = async (workspaceId: string, plaintext: Uint8Array) => {
    const key = await subtle.deriveKey(
      hkdf(blobKeyInfo(workspaceId)),
      workspaceKey,
      { name: 'HMAC', hash: 'SHA-256', length: 256 },
      false,
      ['sign'],
    )
    const digest = await subtle.digest('SHA-256', plaintext.slice())
    return new Uint8Array(await subtle.sign('HMAC', key, digest)).slice(0, 16)
  }

  return { scope, blobId }
}
