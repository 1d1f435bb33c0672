/**
 * The first bytes of a backup file: what it is, what its passphrase costs to guess, and whether a passphrase is the
 * right one. They are in the clear, and authenticated with every piece that follows (`seal-piece.ts`).
 *
 *     magic(8) | version(u16) | length(u16) | cipher(1) | compression(1) | kdf(1) | lanes(1) | memory(u32, KiB)
 *     | passes(u32) | salt(16) | file salt(32) | check(16) | checksum(8)          big-endian, 96 bytes in version 1
 *
 * The checksum says whether these bytes are as they were written, before anything is made of them: damage here would
 * otherwise look like a wrong passphrase. Every later version keeps the first twelve bytes and the checksum at the end.
 */

import { concatBytes, equalBytes } from '../../bytes.ts'
import { err, ok, type Result, type TaggedError } from '../../result.ts'
import type { KdfParameters } from '../account/kdf-parameters.ts'

export interface BackupHeader {
  readonly kdf: KdfParameters
  /** Makes this file's key another than that of every other file under the same passphrase and salt. */
  readonly fileSalt: Uint8Array<ArrayBuffer>
  /** What the right passphrase gives; costs as much to compare with as opening the first piece. */
  readonly check: Uint8Array<ArrayBuffer>
}

/** `at`: the byte of the file where what is wrong begins. */
export type HeaderError =
  | TaggedError<'backup-unknown' | 'backup-newer'>
  | (TaggedError<'backup-damaged' | 'backup-truncated'> & { readonly at: number })

export const backupVersion = 1
export const headerLength = 96
export const fileSaltLength = 32
export const checkLength = 16

/** As PNG does it: a byte above ASCII and a line ending find a transfer that took the file for text. */
const magic = Uint8Array.of(0x89, 0x57, 0x45, 0x46, 0x54, 0x42, 0x0d, 0x0a)
/** The part that no version changes: magic, version and length. */
export const fixedLength = 12
/** A header that says to be longer is no header. */
const longestHeader = 4_096

const checksumLength = 8
const aes256GcmStream = 1
const deflateRaw = 1
const argon2id = 1

const checksumOf = async (bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
  new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', bytes)).slice(0, checksumLength)

export const encodeHeader = async ({
  kdf,
  fileSalt,
  check,
}: BackupHeader): Promise<Uint8Array<ArrayBuffer>> => {
  const numbers = new Uint8Array(16)
  const view = new DataView(numbers.buffer)
  view.setUint16(0, backupVersion)
  view.setUint16(2, headerLength)
  numbers.set([aes256GcmStream, deflateRaw, argon2id, kdf.lanes], 4)
  view.setUint32(8, kdf.memory)
  view.setUint32(12, kdf.passes)
  const unchecked = concatBytes(magic, numbers, kdf.salt, fileSalt, check)
  return concatBytes(unchecked, await checksumOf(unchecked))
}

/** How long the header is that begins with these bytes; fewer than `fixedLength` are all that the file has. */
export const headerLengthOf = (fixed: Uint8Array): Result<number, HeaderError> => {
  const known = Math.min(fixed.length, magic.length)
  if (fixed.length === 0 || !equalBytes(fixed.subarray(0, known), magic.subarray(0, known)))
    return err({ type: 'backup-unknown' })
  if (fixed.length < fixedLength) return err({ type: 'backup-truncated', at: fixed.length })
  const length = new DataView(fixed.buffer, fixed.byteOffset).getUint16(10)
  return length < headerLength || length > longestHeader
    ? err({ type: 'backup-damaged', at: 10 })
    : ok(length)
}

/** `bytes`: all that `headerLengthOf` said. */
export const parseHeader = async (
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Result<BackupHeader, HeaderError>> => {
  const checksumAt = bytes.length - checksumLength
  if (!equalBytes(await checksumOf(bytes.slice(0, checksumAt)), bytes.subarray(checksumAt)))
    return err({ type: 'backup-damaged', at: 0 })
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const [cipher, compression, derivation, lanes = 0] = bytes.subarray(12, 16)
  const isKnown = cipher === aes256GcmStream && compression === deflateRaw && derivation === argon2id
  if (view.getUint16(8) !== backupVersion || bytes.length !== headerLength || !isKnown)
    return err({ type: 'backup-newer' })
  return ok({
    kdf: { lanes, memory: view.getUint32(16), passes: view.getUint32(20), salt: bytes.slice(24, 40) },
    fileSalt: bytes.slice(40, 72),
    check: bytes.slice(72, checksumAt),
  })
}
