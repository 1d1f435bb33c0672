/** The sealer of the app: WebCrypto, with keys that script cannot read out. */

import type { Random } from '../env.ts'
import { hkdf } from './hkdf.ts'
import { blobKeyInfo, keyInfo, kidInfo, placeOf, type Sealer, type SealScope } from './sealer.ts'
import { deriveEnvelopeKey } from './web-envelope.ts'

/** `workspaceKey` is an HKDF key with `deriveKey` and `deriveBits`; it need not, and should not, be extractable. */
export const createWebSealer = (workspaceKey: CryptoKey, random: Random): Sealer => {
  const { subtle } = globalThis.crypto

  const scope = async (place: SealScope) => {
    const labels = { keyInfo: keyInfo(place), kidInfo: kidInfo(place) }
    const key = await deriveEnvelopeKey(workspaceKey, labels, random)
    return {
      seal: (map: string, name: string, plaintext: Uint8Array) =>
        key.seal(placeOf(place, map, name), plaintext),
      open: (map: string, name: string, sealed: Uint8Array) => key.open(placeOf(place, map, name), sealed),
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
