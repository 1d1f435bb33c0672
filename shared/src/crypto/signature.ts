/**
 * Signatures (ECDSA, P-256, SHA-256; 64 bytes) over labelled, length-prefixed parts: what was signed as one kind
 * of statement is never valid as another.
 */

import { lengthPrefixed } from '../bytes.ts'
import type { PublicKey } from './public-key.ts'

export type StatementLabel =
  | 'weft/v1/account-state'
  | 'weft/v1/device-certificate'
  | 'weft/v1/identity-certificate'

const algorithm = { name: 'ECDSA', hash: 'SHA-256' }

export const signStatement = async (
  privateKey: CryptoKey,
  label: StatementLabel,
  parts: readonly (string | Uint8Array)[],
): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(
    await globalThis.crypto.subtle.sign(algorithm, privateKey, lengthPrefixed(label, ...parts)),
  )

export const verifyStatement = async (
  publicKey: PublicKey,
  label: StatementLabel,
  parts: readonly (string | Uint8Array)[],
  signature: Uint8Array,
): Promise<boolean> => {
  const { subtle } = globalThis.crypto
  const curve = { name: 'ECDSA', namedCurve: 'P-256' }
  const key = await subtle.importKey('raw', publicKey, curve, false, ['verify'])
  return subtle.verify(algorithm, key, signature.slice(), lengthPrefixed(label, ...parts))
}
