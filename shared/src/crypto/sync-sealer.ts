/** The sealer of simulations: the same bytes, without a promise in between, so a seed decides every step. */

import { gcm } from '@noble/ciphers/aes.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { Random } from '../env.ts'
import { err, ok, type Result } from '../result.ts'
import { blobPlaceBytes, pieceKeyInfo, pieceKidInfo, pieceNonce, readPiece } from './blob-seal.ts'
import { readEnvelope, writeEnvelope } from './envelope.ts'
import {
  blobKeyInfo,
  keyInfo,
  kidInfo,
  kidLength,
  nonceLength,
  type OpenError,
  placesOf,
  type Sealer,
  type SealScope,
} from './sealer.ts'

interface Cipher {
  readonly decrypt: (ciphertext: Uint8Array) => Uint8Array
}

const decrypt = (cipher: Cipher, ciphertext: Uint8Array): Result<Uint8Array<ArrayBuffer>, OpenError> => {
  try {
    return ok(cipher.decrypt(ciphertext).slice())
  } catch {
    return err({ type: 'seal-tampered' })
  }
}

/** `workspaceKey`: 32 bytes. */
export const createSyncSealer = (workspaceKey: Uint8Array, random: Random): Sealer => ({
  scope: (place: SealScope) => {
    const key = hkdf(sha256, workspaceKey, undefined, keyInfo(place), 32)
    const kid = hkdf(sha256, workspaceKey, undefined, kidInfo(place), kidLength)
    const placeOf = placesOf(place)
    return {
      seal: (map, name, plaintext) => {
        const nonce = random.bytes(nonceLength)
        return writeEnvelope(kid, nonce, gcm(key, nonce, placeOf(map, name)).encrypt(plaintext))
      },
      open: (map, name, sealed) => {
        const envelope = readEnvelope(sealed, kid)
        if (!envelope.ok) return envelope
        const { nonce, ciphertext } = envelope.value
        return decrypt(gcm(key, nonce, placeOf(map, name)), ciphertext)
      },
    }
  },
  blob: place => {
    const key = hkdf(sha256, workspaceKey, undefined, pieceKeyInfo(place), 32)
    const kid = hkdf(sha256, workspaceKey, undefined, pieceKidInfo(place), kidLength)
    return {
      seal: (piece, plaintext) => {
        const nonce = pieceNonce(piece)
        return writeEnvelope(kid, nonce, gcm(key, nonce, blobPlaceBytes(place)).encrypt(plaintext))
      },
      open: (piece, sealed) => {
        const envelope = readPiece(sealed, kid, piece)
        if (!envelope.ok) return envelope
        const { nonce, ciphertext } = envelope.value
        return decrypt(gcm(key, nonce, blobPlaceBytes(place)), ciphertext)
      },
    }
  },
  blobId: (workspaceId, digest) => {
    const key = hkdf(sha256, workspaceKey, undefined, blobKeyInfo(workspaceId), 32)
    return hmac(sha256, key, digest).slice(0, 16)
  },
})
