/**
 * The identity of an account: a pair that signs (its devices, its state, later the log of members) and a pair that
 * keys are sealed to. The private halves lie with the server wrapped by the account key, each together with its
 * public half: a public key that the server says is ours counts only when our own account key says so.
 */

import { concatBytes } from '../../bytes.ts'
import type { AccountId } from '../../ids.ts'
import { err, ok, type Result, type TaggedError } from '../../result.ts'
import { exportPrivateKey, generateKeyPair, importPrivateKey, type KeyPair } from '../key-pair.ts'
import { parsePublicKey, type PublicKey, publicKeyLength } from '../public-key.ts'
import type { OpenError } from '../sealer.ts'
import { signStatement, type Statement, verifyStatement } from '../signature.ts'
import type { IdentityPlace } from '../wrap.ts'
import type { OpenAccount } from './account-key.ts'

export interface Identity {
  readonly signing: KeyPair
  readonly agreement: KeyPair
}

export interface IdentityPublicKeys {
  readonly signing: PublicKey
  readonly agreement: PublicKey
}

/** `public key(65) | PKCS #8`, wrapped. */
export interface WrappedIdentity {
  readonly signing: Uint8Array<ArrayBuffer>
  readonly agreement: Uint8Array<ArrayBuffer>
}

export type IdentityError = OpenError | TaggedError<'identity-malformed'>

type Half = IdentityPlace['half']

const placeOfHalf = ({ accountId, generation }: OpenAccount, half: Half): IdentityPlace => ({
  kind: 'identity',
  accountId,
  generation,
  half,
})

export const publicKeysOf = ({ signing, agreement }: Identity): IdentityPublicKeys => ({
  signing: signing.publicKey,
  agreement: agreement.publicKey,
})

const openHalf = async (
  account: OpenAccount,
  half: Half,
  wrapped: Uint8Array,
): Promise<Result<KeyPair, IdentityError>> => {
  const bytes = await account.wrapKey.unwrap(placeOfHalf(account, half), wrapped)
  if (!bytes.ok) return bytes
  const publicKey = parsePublicKey(bytes.value.subarray(0, publicKeyLength))
  if (!publicKey.ok) return err({ type: 'identity-malformed' })
  try {
    const privateKey = await importPrivateKey(half, bytes.value.slice(publicKeyLength))
    return ok({ privateKey, publicKey: publicKey.value })
  } catch {
    return err({ type: 'identity-malformed' })
  } finally {
    bytes.value.fill(0)
  }
}

export const openIdentity = async (
  account: OpenAccount,
  wrapped: WrappedIdentity,
): Promise<Result<Identity, IdentityError>> => {
  const signing = await openHalf(account, 'signing', wrapped.signing)
  if (!signing.ok) return signing
  const agreement = await openHalf(account, 'agreement', wrapped.agreement)
  return agreement.ok ? ok({ signing: signing.value, agreement: agreement.value }) : agreement
}

const wrapNewHalf = async (account: OpenAccount, half: Half): Promise<Uint8Array<ArrayBuffer>> => {
  const pair = await generateKeyPair(half, true)
  const bytes = concatBytes(pair.publicKey, await exportPrivateKey(pair))
  const wrapped = await account.wrapKey.wrap(placeOfHalf(account, half), bytes)
  bytes.fill(0)
  return wrapped
}

/** A new identity, to be opened like any other. */
export const createIdentity = async (account: OpenAccount): Promise<WrappedIdentity> => ({
  signing: await wrapNewHalf(account, 'signing'),
  agreement: await wrapNewHalf(account, 'agreement'),
})

/** The same identity under the account key of another generation. */
export const rewrapIdentity = async (
  from: OpenAccount,
  to: OpenAccount,
  wrapped: WrappedIdentity,
): Promise<Result<WrappedIdentity, OpenError>> => {
  const rewrap = async (half: Half): Promise<Result<Uint8Array<ArrayBuffer>, OpenError>> => {
    const bytes = await from.wrapKey.unwrap(placeOfHalf(from, half), wrapped[half])
    if (!bytes.ok) return bytes
    const again = await to.wrapKey.wrap(placeOfHalf(to, half), bytes.value)
    bytes.value.fill(0)
    return ok(again)
  }
  const signing = await rewrap('signing')
  if (!signing.ok) return signing
  const agreement = await rewrap('agreement')
  return agreement.ok ? ok({ signing: signing.value, agreement: agreement.value }) : agreement
}

const statementOf = (accountId: AccountId, { signing, agreement }: IdentityPublicKeys): Statement => ({
  label: 'weft/v1/identity-certificate',
  parts: [accountId, signing, agreement],
})

/** For other people: whoever trusts the signing key may seal to the agreement key. */
export const certifyIdentity = (accountId: AccountId, identity: Identity): Promise<Uint8Array<ArrayBuffer>> =>
  signStatement(identity.signing.privateKey, statementOf(accountId, publicKeysOf(identity)))

export const checkIdentityCertificate = (
  accountId: AccountId,
  keys: IdentityPublicKeys,
  certificate: Uint8Array,
): Promise<boolean> => verifyStatement(keys.signing, statementOf(accountId, keys), certificate)
