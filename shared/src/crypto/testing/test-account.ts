/** A whole account as sign-up makes it: unlocked by password, phrase and devices, with a workspace. */

import { must } from '../../assert.ts'
import type { Random } from '../../env.ts'
import { type AccountId, createId, type DeviceId } from '../../ids.ts'
import type { Result } from '../../result.ts'
import { openAccount, wrapWorkspaceKey } from '../account/account-key.ts'
import type { StoredWorkspaceKey } from '../account/account-step.ts'
import { type AccountState, hashOf, type SignedState, signAccountState } from '../account/account-state.ts'
import type { PinnedState, StoredWrap } from '../account/check-state.ts'
import { createDeviceKeys, type DeviceKeys } from '../account/device.ts'
import {
  createIdentity,
  type Identity,
  openIdentity,
  publicKeysOf,
  type WrappedIdentity,
} from '../account/identity.ts'
import type { Argon2id } from '../account/kdf-parameters.ts'
import { listWrap } from '../account/password-change.ts'
import { createPasswordKeys, type NewPasswordKeys, type PasswordKeyDeps } from '../account/password-key.ts'
import { createRecoveryEntropy, deriveRecoveryKeys, type RecoveryKeys } from '../account/recovery-phrase.ts'
import {
  type AccountKey,
  createAccountKey,
  parseAccountKey,
  parseWorkspaceKey,
  type WorkspaceKey,
} from '../account/secret-key.ts'
import { sealTo } from '../seal-to.ts'
import { hkdfByOpenSsl } from './open-ssl.ts'

export const valueOf = <T, E>(result: Result<T, E>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

/** Costs nothing, so that a test may derive a thousand times. */
const cheapArgon2id: Argon2id = async (password, { salt, memory, passes }) =>
  hkdfByOpenSsl(password, Uint8Array.of(memory & 255, passes), 32, salt)

export const cheapKdf = (random: Random): PasswordKeyDeps => ({ random, argon2id: cheapArgon2id })

export interface TestDevice {
  readonly id: DeviceId
  readonly keys: DeviceKeys
}

export interface TestAccount {
  readonly accountId: AccountId
  readonly accountKey: AccountKey
  readonly password: NewPasswordKeys
  readonly recovery: RecoveryKeys
  readonly devices: readonly TestDevice[]
  readonly wrappedIdentity: WrappedIdentity
  readonly identity: Identity
  readonly workspaceKey: WorkspaceKey
  readonly workspaceKeys: readonly StoredWorkspaceKey[]
  readonly wraps: readonly StoredWrap[]
  readonly state: AccountState
  readonly signed: SignedState
  readonly pinned: PinnedState
}

export const copyKey = (key: AccountKey): AccountKey => valueOf(parseAccountKey(key.slice()))

export const createTestAccount = async (
  random: Random,
  password = 'a test password',
): Promise<TestAccount> => {
  const accountId = createId(random, 'acc')
  const generation = 1
  const at = { accountId, generation }
  const accountKey = createAccountKey(random)
  const account = await openAccount(accountKey, at, random)
  const wrappedIdentity = await createIdentity(account)
  const identity = valueOf(await openIdentity(account, wrappedIdentity))
  const passwordKeys = valueOf(await createPasswordKeys(password, null, cheapKdf(random)))
  const recovery = await deriveRecoveryKeys(createRecoveryEntropy(random), random)
  const devices = [
    { id: createId(random, 'dev'), keys: await createDeviceKeys() },
    { id: createId(random, 'dev'), keys: await createDeviceKeys() },
  ]
  const byPassword = { kind: 'account-by-password' } as const
  const byRecovery = { kind: 'account-by-recovery' } as const
  const wraps: StoredWrap[] = [
    { path: byPassword, wrapped: await passwordKeys.wrapKey.wrap({ ...byPassword, ...at }, accountKey) },
    { path: byRecovery, wrapped: await recovery.wrapKey.wrap({ ...byRecovery, ...at }, accountKey) },
  ]
  for (const { id: deviceId, keys } of devices) {
    const path = { kind: 'account-to-device', deviceId } as const
    const wrapped = await sealTo(keys.agreement.publicKey, { ...path, ...at }, accountKey, { random })
    wraps.push({ path, wrapped })
  }
  const workspaceKey = valueOf(parseWorkspaceKey(random.bytes(32)))
  const place = { workspaceId: createId(random, 'wsp'), epoch: 0 }
  const state: AccountState = {
    accountId,
    generation,
    sequence: 1,
    previous: new Uint8Array(0),
    identity: publicKeysOf(identity),
    kdf: passwordKeys.kdf,
    minEnvelopeVersion: 1,
    wraps: await Promise.all(wraps.map(listWrap)),
    devices: devices.map(({ id, keys }) => ({
      id,
      signing: keys.signing.publicKey,
      agreement: keys.agreement.publicKey,
      addedAt: 1_750_000_000_000,
      revokedAt: null,
    })),
  }
  const signed = await signAccountState(identity, state)
  return {
    accountId,
    accountKey,
    password: passwordKeys,
    recovery,
    devices,
    wrappedIdentity,
    identity,
    workspaceKey,
    workspaceKeys: [{ ...place, generation, wrapped: await wrapWorkspaceKey(account, place, workspaceKey) }],
    wraps,
    state,
    signed,
    pinned: { sequence: 1, hash: await hashOf(signed.bytes) },
  }
}

/** The state after `account`'s, signed like an honest one. */
export const nextState = async (
  { identity, state, signed }: Pick<TestAccount, 'identity' | 'state' | 'signed'>,
  change: Partial<AccountState> = {},
): Promise<{ readonly state: AccountState; readonly signed: SignedState }> => {
  const next = { ...state, sequence: state.sequence + 1, previous: await hashOf(signed.bytes), ...change }
  return { state: next, signed: await signAccountState(identity, next) }
}

export const wrapOf = (wraps: readonly StoredWrap[], kind: StoredWrap['path']['kind']): StoredWrap =>
  must(
    wraps.find(({ path }) => path.kind === kind),
    kind,
  )
