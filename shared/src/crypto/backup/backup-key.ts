/**
 * From a passphrase to the key of one backup file.
 *
 *     root  = Argon2id(NFKC(passphrase), salt, cost)                         32 bytes
 *     check = HKDF(root, file salt, "weft/v1/backup-check")                  16 bytes
 *     key   = HKDF(root, file salt, "weft/v1/backup-pieces")                 AES-256
 *
 * The root can be kept as a key that script cannot read out, so that a device makes backups on its own without keeping
 * the passphrase. Each file draws a salt of its own, so no two files share a key, and a counter is a good nonce.
 */

import { encodeText, equalBytes, lengthPrefixed } from '../../bytes.ts'
import type { Random } from '../../env.ts'
import { err, ok, type Result, type TaggedError, tryAsync } from '../../result.ts'
import {
  type Argon2id,
  checkKdf,
  type KdfCost,
  type KdfParameters,
  type KdfRefusal,
  saltLength,
  smallDeviceCost,
  standardCost,
} from '../account/kdf-parameters.ts'
import { deriveBytes, hkdf, importSecret } from '../hkdf.ts'
import { type BackupHeader, checkLength, fileSaltLength } from './backup-header.ts'

/** What a passphrase and a salt give, and the parameters that a file must carry to be opened by the passphrase. */
export interface BackupRoot {
  readonly kdf: KdfParameters
  /** HKDF, not extractable. */
  readonly key: CryptoKey
}

/** `kdf-failed`: the device has not got the memory, or may not run WebAssembly. */
export type BackupKeyError = KdfRefusal | (TaggedError<'kdf-failed'> & { readonly detail: string })

interface Deps {
  /** Argon2id in WebAssembly, loaded when it is first needed; tests watch it here. */
  readonly argon2id?: Argon2id
}

const argon2idOnDemand: Argon2id = async (password, parameters) => {
  const { argon2id } = await import('../account/argon2id.ts')
  return argon2id(password, parameters)
}

const checkInfo = lengthPrefixed('weft/v1/backup-check')
const keyInfo = lengthPrefixed('weft/v1/backup-pieces')

/** Refuses parameters out of bounds before anything is computed: a file may come from anybody. */
export const deriveRoot = async (
  passphrase: string,
  kdf: KdfParameters,
  { argon2id = argon2idOnDemand }: Deps = {},
): Promise<Result<BackupRoot, BackupKeyError>> => {
  const allowed = checkKdf(kdf)
  if (!allowed.ok) return allowed
  const bytes = encodeText(passphrase.normalize('NFKC'))
  const secret = await tryAsync(
    () => argon2id(bytes, kdf),
    (cause): BackupKeyError => ({ type: 'kdf-failed', detail: String(cause) }),
  )
  bytes.fill(0)
  if (!secret.ok) return secret
  const key = await importSecret(secret.value)
  secret.value.fill(0)
  return ok({ kdf, key })
}

/** With a new salt; at the smaller cost where the standard one cannot be had. */
export const createRoot = async (
  passphrase: string,
  random: Random,
  deps: Deps = {},
): Promise<Result<BackupRoot, BackupKeyError>> => {
  const salt = random.bytes(saltLength)
  const at = (cost: KdfCost) => deriveRoot(passphrase, { ...cost, salt }, deps)
  const standard = await at(standardCost)
  return standard.ok || standard.error.type !== 'kdf-failed' ? standard : at(smallDeviceCost)
}

const checkOf = (root: BackupRoot, fileSalt: Uint8Array<ArrayBuffer>) =>
  deriveBytes(root.key, checkLength, checkInfo, fileSalt)

const pieceKeyOf = (root: BackupRoot, fileSalt: Uint8Array<ArrayBuffer>): Promise<CryptoKey> =>
  globalThis.crypto.subtle.deriveKey(
    hkdf(keyInfo, fileSalt),
    root.key,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )

/** The header and the key of a new file. */
export const createFileKey = async (
  root: BackupRoot,
  random: Random,
): Promise<{ readonly header: BackupHeader; readonly key: CryptoKey }> => {
  const fileSalt = random.bytes(fileSaltLength)
  const check = await checkOf(root, fileSalt)
  return { header: { kdf: root.kdf, fileSalt, check }, key: await pieceKeyOf(root, fileSalt) }
}

/** The key of a file that was found. */
export const openFileKey = async (
  header: BackupHeader,
  passphrase: string,
  deps: Deps = {},
): Promise<Result<CryptoKey, BackupKeyError | TaggedError<'passphrase-wrong'>>> => {
  const root = await deriveRoot(passphrase, header.kdf, deps)
  if (!root.ok) return root
  const check = await checkOf(root.value, header.fileSalt)
  return equalBytes(check, header.check)
    ? ok(await pieceKeyOf(root.value, header.fileSalt))
    : err({ type: 'passphrase-wrong' })
}
