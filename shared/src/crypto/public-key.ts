/**
 * Public keys on P-256 as 65 bytes: 4, x, y. A point that is not on the curve is refused here, before a private
 * key ever meets it: with points of other curves a server could read a private key off the answers, bit by bit
 * (invalid-curve attack). WebCrypto has to refuse such a point as well; this does not rest on every browser
 * doing it on import. The curve has cofactor 1, so a point on it needs no further check.
 */

import type { Brand } from '../ids.ts'
import { err, ok, type Result, type TaggedError } from '../result.ts'

export type PublicKey = Brand<Uint8Array<ArrayBuffer>, 'PublicKey'>

export type PublicKeyError = TaggedError<'public-key-invalid'>

export const publicKeyLength = 65
const uncompressed = 4

// NIST SP 800-186, section 3.2.1.3: y² = x³ - 3x + b over the integers modulo p.
const p = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
const b = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn

const toInteger = (bytes: Uint8Array): bigint => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)

const isOnCurve = (x: bigint, y: bigint): boolean =>
  x < p && y < p && (y * y - (x * x * x - 3n * x + b)) % p === 0n

const isPublicKey = (bytes: Uint8Array<ArrayBuffer>): bytes is PublicKey =>
  bytes.length === publicKeyLength &&
  bytes[0] === uncompressed &&
  isOnCurve(toInteger(bytes.subarray(1, 33)), toInteger(bytes.subarray(33)))

export const parsePublicKey = (bytes: Uint8Array): Result<PublicKey, PublicKeyError> => {
  const own = bytes.slice()
  return isPublicKey(own) ? ok(own) : err({ type: 'public-key-invalid' })
}
