/**
 * The account key: made once per generation, wrapped by everything that may unlock the account (password,
 * recovery phrase, each device), and itself the wrap of what the account owns (identity, workspace keys, the
 * account key before it). Nobody's data is sealed under it, so that changing it re-wraps a few keys and
 * re-encrypts nothing.
 */

import type { Random } from '../../env.ts'
import type { AccountId, WorkspaceId } from '../../ids.ts'
import { ok, type Result } from '../../result.ts'
import { importSecret } from '../hkdf.ts'
import type { KeyPair } from '../key-pair.ts'
import type { PublicKeyError } from '../public-key.ts'
import type { OpenError } from '../sealer.ts'
import { openSealedTo } from '../seal-to.ts'
import {
  type AccountPlace,
  createWrapKey,
  type DevicePlace,
  type PasswordPlace,
  type RecoveryPlace,
  type WrapKey,
} from '../wrap.ts'
import {
  type AccountKey,
  type KeyLengthError,
  parseAccountKey,
  parseWorkspaceKey,
  type WorkspaceKey,
} from './secret-key.ts'

export type UnlockError = OpenError | KeyLengthError

/** Opens the account key by password or by recovery phrase. */
export const unwrapAccountKey = async <Place extends PasswordPlace | RecoveryPlace>(
  wrapKey: WrapKey<Place>,
  place: Place,
  wrapped: Uint8Array,
): Promise<Result<AccountKey, UnlockError>> => {
  const bytes = await wrapKey.unwrap(place, wrapped)
  return bytes.ok ? parseAccountKey(bytes.value) : bytes
}

/** Opens the account key that was sealed to this device. */
export const openAccountKey = async (
  device: KeyPair,
  place: DevicePlace,
  sealed: Uint8Array,
): Promise<Result<AccountKey, UnlockError | PublicKeyError>> => {
  const bytes = await openSealedTo(device, place, sealed)
  return bytes.ok ? parseAccountKey(bytes.value) : bytes
}

/** An account whose key is open. What it wraps is bound to the account and to the generation of its key. */
export interface OpenAccount {
  readonly accountId: AccountId
  readonly generation: number
  readonly wrapKey: WrapKey<AccountPlace>
}

/** `accountKey` may be zeroed afterwards: script cannot read it out of what is returned. */
export const openAccount = async (
  accountKey: AccountKey,
  { accountId, generation }: Pick<OpenAccount, 'accountId' | 'generation'>,
  random: Random,
): Promise<OpenAccount> => ({
  accountId,
  generation,
  wrapKey: createWrapKey<AccountPlace>(await importSecret(accountKey), random),
})

export interface WorkspaceKeyPlace {
  readonly workspaceId: WorkspaceId
  readonly epoch: number
}

const workspacePlace = ({ accountId, generation }: OpenAccount, { workspaceId, epoch }: WorkspaceKeyPlace) =>
  ({ kind: 'workspace-by-account', accountId, generation, workspaceId, epoch }) as const

export const wrapWorkspaceKey = (
  account: OpenAccount,
  at: WorkspaceKeyPlace,
  key: WorkspaceKey,
): Promise<Uint8Array<ArrayBuffer>> => account.wrapKey.wrap(workspacePlace(account, at), key)

export const unwrapWorkspaceKey = async (
  account: OpenAccount,
  at: WorkspaceKeyPlace,
  wrapped: Uint8Array,
): Promise<Result<WorkspaceKey, UnlockError>> => {
  const bytes = await account.wrapKey.unwrap(workspacePlace(account, at), wrapped)
  return bytes.ok ? parseWorkspaceKey(bytes.value) : bytes
}

const olderPlace = ({ accountId, generation }: OpenAccount, older: number) =>
  ({ kind: 'account-older', accountId, generation, older }) as const

/** Keeps the account key of an earlier generation for what was wrapped under it and not yet again. */
export const wrapOlderAccountKey = (
  account: OpenAccount,
  older: number,
  key: AccountKey,
): Promise<Uint8Array<ArrayBuffer>> => account.wrapKey.wrap(olderPlace(account, older), key)

/** The generation that `wrapped` holds, open. */
export const openOlderAccount = async (
  account: OpenAccount,
  older: number,
  wrapped: Uint8Array,
  random: Random,
): Promise<Result<OpenAccount, UnlockError>> => {
  const bytes = await account.wrapKey.unwrap(olderPlace(account, older), wrapped)
  if (!bytes.ok) return bytes
  const key = parseAccountKey(bytes.value)
  if (!key.ok) return key
  const opened = await openAccount(key.value, { accountId: account.accountId, generation: older }, random)
  key.value.fill(0)
  return ok(opened)
}
