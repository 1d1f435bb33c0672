/**
 * A new account key, when the present one may be known to somebody: generation g becomes g + 1. Everything that
 * unlocked the account unlocks the new key, or the plan is refused: nobody is locked out by being made safer.
 * The identity and the workspace keys are re-wrapped; the old account key is kept under the new one, for a key
 * that another device wrapped in the meantime.
 *
 * This does not make secret again what the old key has opened for whoever has it; workspaces get new keys for what
 * comes next, which is another plan.
 */

import type { Random } from '../../env.ts'
import { createId, type DeviceId } from '../../ids.ts'
import { err, ok, type Result, type TaggedError } from '../../result.ts'
import { sealTo } from '../seal-to.ts'
import type { PasswordPlace, RecoveryPlace, WrapKey } from '../wrap.ts'
import {
  openAccount,
  type OpenAccount,
  type UnlockError,
  unwrapWorkspaceKey,
  wrapOlderAccountKey,
  wrapWorkspaceKey,
} from './account-key.ts'
import type { AccountStep, NewProofs, StagedPart, StoredWorkspaceKey } from './account-step.ts'
import { type AccountState, hashOf, type ListedDevice, signAccountState } from './account-state.ts'
import type { PinnedState, StoredWrap } from './check-state.ts'
import { openIdentity, rewrapIdentity, type IdentityError, type WrappedIdentity } from './identity.ts'
import type { KdfParameters } from './kdf-parameters.ts'
import { listWrap } from './password-change.ts'
import { type AccountKey, createAccountKey } from './secret-key.ts'

export interface Rotation {
  /** The state as it was accepted last, and its pin. */
  readonly state: AccountState
  readonly pinned: PinnedState
  readonly accountKey: AccountKey
  readonly identity: WrappedIdentity
  readonly workspaceKeys: readonly StoredWorkspaceKey[]
  /** Generations before this one that workspace keys are still wrapped under. */
  readonly olderAccounts: readonly OpenAccount[]
  /** From the present password or a new one. */
  readonly password: { readonly wrapKey: WrapKey<PasswordPlace>; readonly kdf: KdfParameters } | null
  /** From the present phrase or a new one. */
  readonly recoveryKey: WrapKey<RecoveryPlace> | null
  readonly proofs: NewProofs
  /** Devices that do not get the new key. */
  readonly revoked: readonly DeviceId[]
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** `rotation-would-strand`: this way of unlocking was not handed in, and would stop working. */
export type RotationError =
  | TaggedError<'rotation-generation-missing'>
  | (TaggedError<'rotation-would-strand'> & { readonly path: 'account-by-password' | 'account-by-recovery' })
  | UnlockError
  | IdentityError

const strandedPath = ({ state, password, recoveryKey }: Rotation) => {
  const has = (kind: string): boolean => state.wraps.some(({ path }) => path.kind === kind)
  if (has('account-by-password') && !password) return 'account-by-password'
  return has('account-by-recovery') && !recoveryKey ? 'account-by-recovery' : null
}

const wrapForAll = async (
  { password, recoveryKey }: Rotation,
  devices: readonly ListedDevice[],
  to: OpenAccount,
  accountKey: AccountKey,
  random: Random,
): Promise<readonly StoredWrap[]> => {
  const { accountId, generation } = to
  const wraps: StoredWrap[] = []
  if (password) {
    const path = { kind: 'account-by-password' } as const
    const wrapped = await password.wrapKey.wrap({ ...path, accountId, generation }, accountKey)
    wraps.push({ path, wrapped })
  }
  if (recoveryKey) {
    const path = { kind: 'account-by-recovery' } as const
    wraps.push({ path, wrapped: await recoveryKey.wrap({ ...path, accountId, generation }, accountKey) })
  }
  for (const { id: deviceId, agreement, revokedAt } of devices) {
    if (revokedAt !== null) continue
    const path = { kind: 'account-to-device', deviceId } as const
    const place = { ...path, accountId, generation }
    wraps.push({ path, wrapped: await sealTo(agreement, place, accountKey, { random }) })
  }
  return wraps
}

const rewrapWorkspaceKeys = async (
  openGenerations: readonly OpenAccount[],
  to: OpenAccount,
  stored: readonly StoredWorkspaceKey[],
): Promise<Result<readonly StoredWorkspaceKey[], RotationError>> => {
  const again: StoredWorkspaceKey[] = []
  for (const { workspaceId, epoch, generation, wrapped } of stored) {
    const at = { workspaceId, epoch }
    const from = openGenerations.find(account => account.generation === generation)
    if (!from) return err({ type: 'rotation-generation-missing' })
    const key = await unwrapWorkspaceKey(from, at, wrapped)
    if (!key.ok) return key
    again.push({
      ...at,
      generation: to.generation,
      wrapped: await wrapWorkspaceKey(to, at, key.value),
    })
    key.value.fill(0)
  }
  return ok(again)
}

export const planRotation = async (
  rotation: Rotation,
  random: Random,
): Promise<Result<readonly AccountStep[], RotationError>> => {
  const { state, pinned, accountKey, proofs, now } = rotation
  const stranded = strandedPath(rotation)
  if (stranded) return err({ type: 'rotation-would-strand', path: stranded })

  const { accountId } = state
  const generation = state.generation + 1
  const nextKey = createAccountKey(random)
  const from = await openAccount(accountKey, { accountId, generation: state.generation }, random)
  const to = await openAccount(nextKey, { accountId, generation }, random)

  const signer = await openIdentity(from, rotation.identity)
  if (!signer.ok) return signer
  const identity = await rewrapIdentity(from, to, rotation.identity)
  if (!identity.ok) return identity
  const workspaceKeys = await rewrapWorkspaceKeys(
    [from, ...rotation.olderAccounts],
    to,
    rotation.workspaceKeys,
  )
  if (!workspaceKeys.ok) return workspaceKeys

  const devices = state.devices.map(device =>
    rotation.revoked.includes(device.id) ? { ...device, revokedAt: device.revokedAt ?? now } : device,
  )
  const wraps = await wrapForAll(rotation, devices, to, nextKey, random)
  const older = await wrapOlderAccountKey(to, state.generation, accountKey)
  nextKey.fill(0)

  const sequence = state.sequence + 1
  const next = await signAccountState(signer.value, {
    ...state,
    generation,
    sequence,
    previous: pinned.hash,
    kdf: rotation.password?.kdf ?? null,
    wraps: await Promise.all(wraps.map(listWrap)),
    devices,
  })
  const id = createId(random, 'rot')
  const parts: readonly StagedPart[] = [
    ...wraps.map(wrap => ({ type: 'wrap', wrap }) as const),
    { type: 'identity', identity: identity.value },
    { type: 'older', older: state.generation, wrapped: older },
    ...workspaceKeys.value.map(workspaceKey => ({ type: 'workspace-key', workspaceKey }) as const),
  ]
  return ok([
    ...parts.map(part => ({ type: 'stage', rotation: id, generation, part }) as const),
    { type: 'activate', ifSequence: state.sequence, rotation: id, generation, proofs, state: next },
    { type: 'pin', pinned: { sequence, hash: await hashOf(next.bytes) } },
  ])
}
