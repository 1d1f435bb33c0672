/**
 * One derived key that seals into envelopes and opens them, by WebCrypto. Values, wrapped keys and messages of
 * a pairing differ only in the labels they are derived under and in the place that is authenticated with them.
 */

import type { Random } from '../env.ts'
import { err, ok, type Result } from '../result.ts'
import { readEnvelope, writeEnvelope } from './envelope.ts'
import { deriveBytes, hkdf } from './hkdf.ts'
import { kidLength, nonceLength, type OpenError } from './sealer.ts'

export interface EnvelopeKey {
  readonly seal: (place: Uint8Array<ArrayBuffer>, plaintext: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>
  readonly open: (
    place: Uint8Array<ArrayBuffer>,
    sealed: Uint8Array,
  ) => Promise<Result<Uint8Array<ArrayBuffer>, OpenError>>
}

export interface EnvelopeLabels {
  /** HKDF `info` of the encryption key. */
  readonly keyInfo: Uint8Array<ArrayBuffer>
  /** HKDF `info` of its id. */
  readonly kidInfo: Uint8Array<ArrayBuffer>
  /** HKDF `salt`; empty where the secret is uniform by itself. */
  readonly salt?: Uint8Array<ArrayBuffer>
}

/** `secret` is an HKDF key with `deriveKey` and `deriveBits`. */
export const deriveEnvelopeKey = async (
  secret: CryptoKey,
  { keyInfo, kidInfo, salt }: EnvelopeLabels,
  random: Random,
): Promise<EnvelopeKey> => {
  const { subtle } = globalThis.crypto
  const [key, kid] = await Promise.all([
    subtle.deriveKey(hkdf(keyInfo, salt), secret, { name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ]),
    deriveBytes(secret, kidLength, kidInfo, salt),
  ])
  const algorithm = (place: Uint8Array<ArrayBuffer>, nonce: Uint8Array<ArrayBuffer>) => ({
    name: 'AES-GCM',
    iv: nonce,
    additionalData: place,
  })

  return {
    seal: async (place, plaintext) => {
      const nonce = random.bytes(nonceLength)
      const ciphertext = await subtle.encrypt(algorithm(place, nonce), key, plaintext.slice())
      return writeEnvelope(kid, nonce, new Uint8Array(ciphertext))
    },
    open: async (place, sealed) => {
      const envelope = readEnvelope(sealed, kid)
      if (!envelope.ok) return envelope
      try {
        const { nonce, ciphertext } = envelope.value
        return ok(new Uint8Array(await subtle.decrypt(algorithm(place, nonce), key, ciphertext)))
      } catch {
        // WebCrypto names every failed authentication alike (OperationError) and says no more.
        return err({ type: 'seal-tampered' })
      }
    },
  }
}
