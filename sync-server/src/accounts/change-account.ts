/**
 * Every change of an account, in one transaction: the account is locked, its sequence compared, the state that is to
 * come checked against what will lie beside it, and only then is anything written. Of two changes at once one finds
 * that the other was first and changes nothing.
 *
 * A change that is sent again because its answer was lost finds its own state in place and succeeds.
 */

import type { AccountId, DeviceId, WorkspaceId } from '@weft/shared/ids.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { Transaction } from 'kysely'
import type { Problem } from '../api/problems.ts'
import type { AccountsTable, SessionId } from '../db/account-tables.ts'
import type { Tables } from '../db/tables.ts'
import { endSessions, type Ending } from '../sessions/sessions.ts'
import type { AccountContext } from './account-context.ts'
import { devicePath, mostDevices, recoveryPath } from '@weft/shared/protocol/accounts/account-fields.ts'
import {
  insertDevice,
  insertIdentity,
  insertUnlockWraps,
  kdfOf,
  listed,
  type NewDevice,
  readListedDevices,
  readUnlockWraps,
  unlockKinds,
  type WrappedIdentity,
} from './account-rows.ts'
import { checkNextState, type ListedDevice, type UnlockWrap } from './check-next-state.ts'
import type { Kdf, SignedState } from './signed-state.ts'

export interface AccountChange {
  /** The sequence of the state that whoever changes has seen. */
  readonly ifSequence: number
  readonly state: SignedState
  /** Each takes the place of the one with its path. */
  readonly wraps?: readonly UnlockWrap[]
  readonly kdf?: Kdf | undefined
  readonly verifier?: Uint8Array | undefined
  readonly recoveryVerifier?: Uint8Array | undefined
  readonly newDevice?: NewDevice
  /** Their wraps go, and their sessions end. */
  readonly revoked?: readonly DeviceId[]
  readonly rotation?: RotatedKeys
  readonly ends?: Ending
}

/** A new account key. The wraps of the change are all there are from now on. */
export interface RotatedKeys {
  readonly generation: number
  readonly identity: WrappedIdentity
  /** The account key before, under this one. */
  readonly older: Uint8Array<ArrayBuffer>
  readonly workspaceKeys: readonly RewrappedKey[]
}

interface RewrappedKey {
  readonly workspaceId: WorkspaceId
  readonly epoch: number
  readonly blob: Uint8Array<ArrayBuffer>
}

interface Changed {
  readonly sequence: number
}

type Change = Result<Changed & { readonly ended: readonly SessionId[] }, Problem>

export const changeAccount = async (
  { db, env, events }: AccountContext,
  accountId: AccountId,
  change: AccountChange,
): Promise<Result<Changed, Problem>> => {
  const changed = await db
    .transaction()
    .execute(transaction => changeLocked(transaction, accountId, change, new Date(env.clock.now())))
  if (!changed.ok) return changed
  events.announce(changed.value.ended)
  return ok({ sequence: changed.value.sequence })
}

const changeLocked = async (
  transaction: Transaction<Tables>,
  accountId: AccountId,
  change: AccountChange,
  now: Date,
): Promise<Change> => {
  const account = await transaction
    .selectFrom('accounts')
    .selectAll()
    .where('id', '=', accountId)
    .forUpdate()
    .executeTakeFirst()
  if (account === undefined) return err({ type: 'not-found' })
  const sequence = change.ifSequence + 1
  if (account.state_sequence === sequence && Buffer.compare(account.state, change.state.bytes) === 0)
    return ok({ sequence, ended: [] })
  if (account.state_sequence !== change.ifSequence) return err({ type: 'state-moved' })
  if (change.rotation !== undefined && change.rotation.generation !== account.generation + 1)
    return err({ type: 'generation-unknown' })

  const wraps = wrapsAfter(await readUnlockWraps(transaction, accountId), change)
  const devices = devicesAfter(await readListedDevices(transaction, accountId), change)
  if (devices.length > mostDevices) return err({ type: 'state-inconsistent' })
  const checked = checkNextState(account.state, change.state, {
    accountId,
    generation: change.rotation?.generation ?? account.generation,
    sequence,
    kdf: change.kdf ?? kdfOf(account),
    wraps,
    devices,
  })
  if (!checked.ok) return err({ type: checked.error })
  if (!isProvable(account, change, wraps)) return err({ type: 'state-inconsistent' })

  await writeAccount(transaction, account, change, wraps)
  await writeUnlockWraps(transaction, account, change, wraps)
  await writeDevices(transaction, accountId, change, now)
  if (change.rotation !== undefined) await writeRotation(transaction, accountId, change.rotation)
  return ok({ sequence, ended: await endAll(transaction, accountId, change) })
}

const wrapsAfter = (
  before: readonly UnlockWrap[],
  { wraps = [], revoked = [], rotation }: AccountChange,
): readonly UnlockWrap[] => {
  const gone = new Set([...wraps.map(({ path }) => path), ...revoked.map(devicePath)])
  return [...(rotation === undefined ? before.filter(({ path }) => !gone.has(path)) : []), ...wraps]
}

/** What unlocks can also be proved: a new cost comes with a proof of its own, and so does the first phrase. */
const isProvable = (
  account: AccountsTable,
  { kdf, verifier, recoveryVerifier }: AccountChange,
  wraps: readonly UnlockWrap[],
): boolean => {
  const sameCost = kdf === undefined || Buffer.compare(kdf.salt, account.kdf_salt) === 0
  const hasPhrase = wraps.some(({ path }) => path === recoveryPath)
  return (
    (sameCost || verifier !== undefined) &&
    (!hasPhrase || (recoveryVerifier ?? account.recovery_verifier) !== null)
  )
}

const devicesAfter = (
  before: readonly ListedDevice[],
  { newDevice, revoked = [] }: AccountChange,
): readonly ListedDevice[] => {
  const ids = new Set<string>(revoked)
  const kept = before.map(device => (ids.has(device.id) ? { ...device, revoked: true } : device))
  return newDevice === undefined ? kept : [...kept, listed(newDevice)]
}

const writeAccount = async (
  transaction: Transaction<Tables>,
  account: AccountsTable,
  { state, ifSequence, kdf = kdfOf(account), verifier, recoveryVerifier, rotation }: AccountChange,
  wraps: readonly UnlockWrap[],
): Promise<void> => {
  await transaction
    .updateTable('accounts')
    .set({
      state: state.bytes,
      state_signature: state.signature,
      state_sequence: ifSequence + 1,
      generation: rotation?.generation ?? account.generation,
      kdf_memory: kdf.memory,
      kdf_passes: kdf.passes,
      kdf_lanes: kdf.lanes,
      kdf_salt: kdf.salt,
      verifier: verifier ?? account.verifier,
      // A phrase that unlocks nothing any more signs nobody in either.
      recovery_verifier: wraps.some(({ path }) => path === recoveryPath)
        ? (recoveryVerifier ?? account.recovery_verifier)
        : null,
    })
    .where('id', '=', account.id)
    .execute()
}

const writeUnlockWraps = async (
  transaction: Transaction<Tables>,
  account: AccountsTable,
  { wraps: changed = [], revoked = [], rotation }: AccountChange,
  after: readonly UnlockWrap[],
): Promise<void> => {
  if (changed.length === 0 && revoked.length === 0 && rotation === undefined) return
  await transaction
    .deleteFrom('wraps')
    .where('account_id', '=', account.id)
    .where('kind', 'in', unlockKinds)
    .execute()
  await insertUnlockWraps(transaction, account.id, rotation?.generation ?? account.generation, after)
}

const writeDevices = async (
  transaction: Transaction<Tables>,
  accountId: AccountId,
  { newDevice, revoked = [] }: AccountChange,
  now: Date,
): Promise<void> => {
  if (newDevice !== undefined) await insertDevice(transaction, accountId, newDevice, now)
  if (revoked.length > 0)
    await transaction
      .updateTable('devices')
      .set({ revoked_at: now })
      .where('account_id', '=', accountId)
      .where('id', 'in', revoked)
      .where('revoked_at', 'is', null)
      .execute()
}

const writeRotation = async (
  transaction: Transaction<Tables>,
  accountId: AccountId,
  { generation, identity, older, workspaceKeys }: RotatedKeys,
): Promise<void> => {
  await insertIdentity(transaction, accountId, generation, identity)
  await transaction
    .insertInto('wraps')
    .values({
      account_id: accountId,
      kind: 'account-older',
      ref: String(generation - 1),
      generation,
      blob: older,
    })
    .execute()
  for (const { workspaceId, epoch, blob } of workspaceKeys)
    await transaction
      .updateTable('workspace_keys')
      .set({ generation, blob })
      .where('workspace_id', '=', workspaceId)
      .where('epoch', '=', epoch)
      .where('workspace_id', 'in', query =>
        query.selectFrom('account_workspaces').select('workspace_id').where('account_id', '=', accountId),
      )
      .execute()
}

const endAll = async (
  transaction: Transaction<Tables>,
  accountId: AccountId,
  { ends, revoked = [] }: AccountChange,
): Promise<readonly SessionId[]> => {
  const byRevocation =
    revoked.length === 0
      ? []
      : await endSessions(transaction, { type: 'of-devices', accountId, deviceIds: revoked })
  return ends === undefined ? byRevocation : [...byRevocation, ...(await endSessions(transaction, ends))]
}
