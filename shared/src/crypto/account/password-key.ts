/**
 * From a password to two keys that say nothing about each other: `authKey`, which the server gets and stores only
 * hashed, and a key that wraps the account key and never leaves the device.
 *
 *     r  = Argon2id(NFKC(password), salt, cost)                        32 bytes
 *     mk = HKDF(r | account secret, salt, "weft/v1/master" + mode)     32 bytes
 *     authKey = HKDF(mk, "weft/v1/auth")     wrapping = HKDF(mk, "weft/v1/password-wrap")
 *
 * The account secret is optional: 128 random bits that the server has never seen, so that its database does not
 * suffice to guess passwords. Whether it is mixed in is decided by the person having one, never by the server: a
 * server that could say "without" would be sent a key that the password alone gives.
 */

import { concatBytes, encodeText, lengthPrefixed } from '../../bytes.ts'
import type { Random } from '../../env.ts'
import type { Brand } from '../../ids.ts'
import { err, ok, type Result, type TaggedError, tryAsync } from '../../result.ts'
import { deriveBytes, importSecret } from '../hkdf.ts'
import { createWrapKey, type PasswordPlace, type WrapKey } from '../wrap.ts'
import {
  type Argon2id,
  checkKdf,
  type KdfCost,
  type KdfParameters,
  type KdfRefusal,
  saltLength,
  smallDeviceCost,
  standardCost,
} from './kdf-parameters.ts'

/** Proves to the server that the password is known. */
export type AuthKey = Brand<Uint8Array<ArrayBuffer>, 'AuthKey'>
export type AccountSecret = Brand<Uint8Array<ArrayBuffer>, 'AccountSecret'>

export interface PasswordKeys {
  readonly authKey: AuthKey
  readonly wrapKey: WrapKey<PasswordPlace>
}

export interface NewPasswordKeys extends PasswordKeys {
  readonly kdf: KdfParameters
}

/** `kdf-failed`: the device has not got the memory, or may not run WebAssembly. */
export type PasswordKeyError = KdfRefusal | (TaggedError<'kdf-failed'> & { readonly detail: string })

export interface PasswordKeyDeps {
  readonly random: Random
  /** Argon2id in WebAssembly, loaded when it is first needed; tests watch it here. */
  readonly argon2id?: Argon2id
}

const keyLength = 32
const accountSecretLength = 16

const argon2idOnDemand: Argon2id = async (password, parameters) => {
  const { argon2id } = await import('./argon2id.ts')
  return argon2id(password, parameters)
}

const isAuthKey = (bytes: Uint8Array<ArrayBuffer>): bytes is AuthKey => bytes.length === keyLength
const isAccountSecret = (bytes: Uint8Array<ArrayBuffer>): bytes is AccountSecret =>
  bytes.length === accountSecretLength

export const parseAccountSecret = (
  bytes: Uint8Array,
): Result<AccountSecret, TaggedError<'account-secret-malformed'>> => {
  const own = bytes.slice()
  return isAccountSecret(own) ? ok(own) : err({ type: 'account-secret-malformed' })
}

/** HKDF `info` of the master key: with and without an account secret are two different derivations. */
export const masterInfo = (accountSecret: AccountSecret | null): Uint8Array<ArrayBuffer> =>
  lengthPrefixed('weft/v1/master', accountSecret ? 'password-and-secret' : 'password')

export const authInfo = lengthPrefixed('weft/v1/auth')
export const passwordWrapInfo = lengthPrefixed('weft/v1/password-wrap')

const splitMaster = async (
  strengthened: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
  accountSecret: AccountSecret | null,
  random: Random,
): Promise<PasswordKeys> => {
  const material = accountSecret ? concatBytes(strengthened, accountSecret) : strengthened
  const root = await importSecret(material)
  const master = await deriveBytes(root, keyLength, masterInfo(accountSecret), salt)
  const masterKey = await importSecret(master)
  const [authKey, wrapping] = await Promise.all([
    deriveBytes(masterKey, keyLength, authInfo),
    deriveBytes(masterKey, keyLength, passwordWrapInfo),
  ])
  const wrapKey = createWrapKey<PasswordPlace>(await importSecret(wrapping), random)
  for (const secret of [strengthened, material, master, wrapping]) secret.fill(0)
  if (!isAuthKey(authKey)) throw new Error('Invariant broken: an auth key has 32 bytes')
  return { authKey, wrapKey }
}

/** Refuses parameters out of bounds before anything is computed. */
export const derivePasswordKeys = async (
  password: string,
  kdf: KdfParameters,
  accountSecret: AccountSecret | null,
  { random, argon2id = argon2idOnDemand }: PasswordKeyDeps,
): Promise<Result<PasswordKeys, PasswordKeyError>> => {
  const allowed = checkKdf(kdf)
  if (!allowed.ok) return allowed
  const bytes = encodeText(password.normalize('NFKC'))
  const strengthened = await tryAsync(
    () => argon2id(bytes, kdf),
    (cause): PasswordKeyError => ({ type: 'kdf-failed', detail: String(cause) }),
  )
  bytes.fill(0)
  if (!strengthened.ok) return strengthened
  return ok(await splitMaster(strengthened.value, kdf.salt, accountSecret, random))
}

/** Keys of a new password, with a new salt; at the smaller cost where the standard one cannot be had. */
export const createPasswordKeys = async (
  password: string,
  accountSecret: AccountSecret | null,
  deps: PasswordKeyDeps,
): Promise<Result<NewPasswordKeys, PasswordKeyError>> => {
  const salt = deps.random.bytes(saltLength)
  const at = async (cost: KdfCost): Promise<Result<NewPasswordKeys, PasswordKeyError>> => {
    const kdf = { ...cost, salt }
    const keys = await derivePasswordKeys(password, kdf, accountSecret, deps)
    return keys.ok ? ok({ ...keys.value, kdf }) : keys
  }
  const standard = await at(standardCost)
  return standard.ok || standard.error.type !== 'kdf-failed' ? standard : at(smallDeviceCost)
}
