/** The sealer of the app: WebCrypto, with keys that script cannot read out. */

import type { Random } from '../env.ts'
import { err, ok } from '../result.ts'
import { blobPlaceBytes, pieceKeyInfo, pieceKidInfo, pieceNonce, readPiece } from './blob-seal.ts'
import { writeEnvelope } from './envelope.ts'
import { deriveBytes, hkdf } from './hkdf.ts'
import {
  type BlobPlace,
  type BlobSealer,
  blobKeyInfo,
  keyInfo,
  kidInfo,
  kidLength,
  placesOf,
  type Sealer,
  type SealScope,
} from './sealer.ts'
import { deriveEnvelopeKey } from './web-envelope.ts'

/** `workspaceKey` is an HKDF key with `deriveKey` and `deriveBits`; it need not, and should not, be extractable. */
export const createWebSealer = (workspaceKey: CryptoKey, random: Random): Sealer => {
  const { subtle } = globalThis.crypto

  const scope = async (place: SealScope) => {
    const labels = { keyInfo: keyInfo(place), kidInfo: kidInfo(place) }
    const key = await deriveEnvelopeKey(workspaceKey, labels, random)
    const placeOf = placesOf(place)
    return {
      seal: (map: string, name: string, plaintext: Uint8Array) => key.seal(placeOf(map, name), plaintext),
      open: (map: string, name: string, sealed: Uint8Array) => key.open(placeOf(map, name), sealed),
    }
  }

  const blob = async (place: BlobPlace): Promise<BlobSealer> => {
    const [key, kid] = await Promise.all([
      subtle.deriveKey(hkdf(pieceKeyInfo(place)), workspaceKey, { name: 'AES-GCM', length: 256 }, false, [
        'encrypt',
        'decrypt',
      ]),
      deriveBytes(workspaceKey, kidLength, pieceKidInfo(place)),
    ])
    const algorithm = (nonce: Uint8Array<ArrayBuffer>) => ({
      name: 'AES-GCM',
      iv: nonce,
      additionalData: blobPlaceBytes(place),
    })
    return {
      seal: async (piece, plaintext) => {
        const nonce = pieceNonce(piece)
        const ciphertext = await subtle.encrypt(algorithm(nonce), key, plaintext.slice())
        return writeEnvelope(kid, nonce, new Uint8Array(ciphertext))
      },
      open: async (piece, sealed) => {
        const envelope = readPiece(sealed, kid, piece)
        if (!envelope.ok) return envelope
        try {
          const { nonce, ciphertext } = envelope.value
          return ok(new Uint8Array(await subtle.decrypt(algorithm(nonce), key, ciphertext)))
        } catch {
          // As for values: WebCrypto says no more than that it failed.
          return err({ type: 'seal-tampered' })
        }
      },
    }
  }

  const blobId = async (workspaceId: string, digest: Uint8Array) => {
    const key = await subtle.deriveKey(
      hkdf(blobKeyInfo(workspaceId)),
      workspaceKey,
      { name: 'HMAC', hash: 'SHA-256', length: 256 },
      false,
      ['sign'],
    )
    return new Uint8Array(await subtle.sign('HMAC', key, digest.slice())).slice(0, 16)
  }

  return { scope, blob, blobId }
}
