/** The bytes around a sealed value: written and read here, for both sealers. */

import { concatBytes, equalBytes } from '../bytes.ts'
import { err, ok, type Result } from '../result.ts'
import { envelopeOverhead, envelopeVersion, kidLength, nonceLength, type OpenError } from './sealer.ts'

export const writeEnvelope = (
  kid: Uint8Array,
  nonce: Uint8Array,
  ciphertext: Uint8Array,
): Uint8Array<ArrayBuffer> => concatBytes(Uint8Array.of(envelopeVersion), kid, nonce, ciphertext)

export interface Envelope {
  readonly nonce: Uint8Array<ArrayBuffer>
  readonly ciphertext: Uint8Array<ArrayBuffer>
}

/** Takes an envelope apart and checks that it names `kid`; nothing is decrypted. */
export const readEnvelope = (sealed: Uint8Array, kid: Uint8Array): Result<Envelope, OpenError> => {
  const version = sealed[0]
  if (version === undefined) return err({ type: 'seal-malformed' })
  if (version > envelopeVersion) return err({ type: 'seal-newer-format' })
  if (version < envelopeVersion || sealed.length < envelopeOverhead) return err({ type: 'seal-malformed' })
  if (!equalBytes(sealed.subarray(1, 1 + kidLength), kid)) return err({ type: 'seal-wrong-key' })
  const nonceEnd = 1 + kidLength + nonceLength
  return ok({ nonce: sealed.slice(1 + kidLength, nonceEnd), ciphertext: sealed.slice(nonceEnd) })
}
