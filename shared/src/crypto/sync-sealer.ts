/** The sealer of simulations: the same bytes, without a promise in between, so a seed decides every step. */

import { gcm } from '@noble/ciphers/aes.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
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

/** `workspaceKey`: 32 bytes. */
export const createSyncSealer = (workspaceKey: Uint8Array, random: Random): Sealer => ({
  scope: (place: SealScope) => {
    const key = hkdf(sha256, workspaceKey, undefined, keyInfo(place), 32)
    const kid = hkdf(sha256, workspaceKey, undefined, kidInfo(place), kidLength)
    return {
      seal: (map, name, plaintext) => {
        const nonce = random.bytes(nonceLength)
        return writeEnvelope(kid, nonce, gcm(key, nonce, placeOf(place, map, name)).encrypt(plaintext))
      },
      open: (map, name, sealed) => {
        const envelope = readEnvelope(sealed, kid)
        if (!envelope.ok) return envelope
        try {
          const { nonce, ciphertext } = envelope.value
          return ok(
            gcm(key, nonce, placeOf(place, map, name))
              .decrypt(ciphertext)
              .slice(),
          )
        } catch {
          return err({ type: 'seal-tampered' })
        }
      },
    }
  },
  blobId: (workspaceId, plaintext) => {
    const key = hkdf(sha256, workspaceKey, undefined, blobKeyInfo(workspaceId), 32)
    return hmac(sha256, key, sha256(plaintext)).slice(0, 16)
  },
})
