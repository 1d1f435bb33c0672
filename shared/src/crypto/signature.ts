/**
 * Signatures (ECDSA, P-256, SHA-256; 64 bytes) over statements: a label and length-prefixed parts. What was signed
 * as one kind of statement is never valid as another.
 */

import { lengthPrefixed } from '../bytes.ts'
import type { PublicKey } from './public-key.ts'

type StatementLabel = 'weft/v1/account-state' | 'weft/v1/device-certificate' | 'weft/v1/identity-certificate'

export interface Statement {
  readonly label: StatementLabel
  readonly parts: readonly (string | Uint8Array)[]
}

export const statementBytes = ({ label, parts }: Statement): Uint8Array<ArrayBuffer> =>
  lengthPrefixed(label, ...parts)

const algorithm = { name: 'ECDSA', hash: 'SHA-256' }

export const signStatement = async (
  privateKey: CryptoKey,
  statement: Statement,
): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await globalThis.crypto.subtle.sign(algorithm, privateKey, statementBytes(statement)))

export const verifyStatement = async (
  publicKey: PublicKey,
  statement: Statement,
  signature: Uint8Array,
): Promise<boolean> => {
  const { subtle } = globalThis.crypto
  const curve = { name: 'ECDSA', namedCurve: 'P-256' }
  const key = await subtle.importKey('raw', publicKey, curve, false, ['verify'])
  return subtle.verify(algorithm, key, signature.slice(), statementBytes(statement))
}
