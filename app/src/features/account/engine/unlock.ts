/**
 * From what a server sends to an account that is open, or to a refusal by name. Nothing that is open here is used
 * before all of it has been checked: the state against what this device has pinned, the wraps against the state, the
 * identity against the account key.
 */

import { equalBytes } from '@weft/shared/bytes.ts'
import {
  openAccount,
  type OpenAccount,
  openAccountKey,
  openOlderAccount,
  unwrapAccountKey,
} from '@weft/shared/crypto/account/account-key.ts'
import { readUnlockPath, type UnlockPath, unlockPathKey } from '@weft/shared/crypto/account/account-state.ts'
import {
  type AcceptedState,
  checkState,
  type PinnedState,
  type ReceivedState,
} from '@weft/shared/crypto/account/check-state.ts'
import type { DeviceKeys } from '@weft/shared/crypto/account/device.ts'
import { type Identity, openIdentity } from '@weft/shared/crypto/account/identity.ts'
import type { PasswordKeys } from '@weft/shared/crypto/account/password-key.ts'
import type { RecoveryKeys } from '@weft/shared/crypto/account/recovery-phrase.ts'
import type { AccountKey } from '@weft/shared/crypto/account/secret-key.ts'
import { parsePublicKey } from '@weft/shared/crypto/public-key.ts'
import type { Random } from '@weft/shared/env.ts'
import type { AccountId, DeviceId } from '@weft/shared/ids.ts'
import type { readAccountWire } from '@weft/shared/protocol/accounts/account.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type * as z from 'zod/mini'
import type { AccountError } from '../account-error.ts'

/** As the server sent it. */
export type ReceivedAccount = z.output<(typeof readAccountWire)['answer']>

/** What opens the account key. */
export type Opener =
  | { readonly by: 'password'; readonly keys: PasswordKeys }
  | { readonly by: 'phrase'; readonly keys: RecoveryKeys }
  | { readonly by: 'device'; readonly deviceId: DeviceId; readonly keys: DeviceKeys }
  /** It was handed over by another device, as of a generation. */
  | { readonly by: 'grant'; readonly accountKey: AccountKey; readonly generation: number }

/** What this device knows by itself; less on one that is new. */
export interface Known {
  readonly accountId: AccountId | null
  readonly signer: Uint8Array<ArrayBuffer> | null
  readonly pinned: PinnedState | null
}

export const nothingKnown: Known = { accountId: null, signer: null, pinned: null }

export interface Unlocked extends AcceptedState {
  readonly account: OpenAccount
  /** Of generations before, newest first. */
  readonly older: readonly OpenAccount[]
  /** To be zeroed as soon as nothing is wrapped any more. */
  readonly accountKey: AccountKey
  readonly identity: Identity
}

export const unlockAccount = async (
  received: ReceivedAccount,
  opener: Opener,
  known: Known,
  random: Random,
): Promise<Result<Unlocked, AccountError>> => {
  const { accountId } = received
  if (known.accountId !== null && known.accountId !== accountId) return err({ type: 'state-other-account' })
  const state = receivedState(received)
  // A device that knows the signer need not open anything to see that a state is not ours.
  const believed = known.signer ? await checkBy(known.signer, received, state, known) : ok(null)
  if (!believed.ok) return believed
  const generation = opener.by === 'grant' ? opener.generation : received.generation
  const accountKey = await openKey(received, state, opener)
  if (!accountKey.ok) return accountKey
  const account = await openAccount(accountKey.value, { accountId, generation }, random)
  const identity = await openIdentity(account, received.identity)
  if (!identity.ok) return identity
  const signer = identity.value.signing.publicKey
  if (known.signer && !equalBytes(known.signer, signer)) return err({ type: 'state-signer-unknown' })
  const accepted = believed.value ? ok(believed.value) : await checkBy(signer, received, state, known)
  if (!accepted.ok) return accepted
  const older = await openOlder(account, received, random)
  if (!older.ok) return older
  return ok({
    ...accepted.value,
    account,
    older: older.value,
    accountKey: accountKey.value,
    identity: identity.value,
  })
}

const receivedState = ({ state, wraps }: ReceivedAccount): ReceivedState => ({
  signed: state,
  wraps: wraps.map(({ path, blob }) => ({ path: readUnlockPath(path), wrapped: blob })),
})

const checkBy = async (
  signer: Uint8Array,
  { accountId }: ReceivedAccount,
  state: ReceivedState,
  { pinned }: Known,
): Promise<Result<AcceptedState, AccountError>> => {
  const key = parsePublicKey(signer)
  return key.ok ? checkState({ accountId, signer: key.value, pinned }, state) : key
}

const openKey = async (
  { accountId, generation }: ReceivedAccount,
  { wraps }: ReceivedState,
  opener: Opener,
): Promise<Result<AccountKey, AccountError>> => {
  const at = { accountId, generation }
  const find = (path: UnlockPath): Uint8Array<ArrayBuffer> | undefined =>
    wraps.find(wrap => unlockPathKey(wrap.path) === unlockPathKey(path))?.wrapped
  switch (opener.by) {
    case 'grant':
      return ok(opener.accountKey)
    case 'password': {
      const path = { kind: 'account-by-password' } as const
      const wrapped = find(path)
      return wrapped ? unwrapAccountKey(opener.keys.wrapKey, { ...path, ...at }, wrapped) : missing(path)
    }
    case 'phrase': {
      const path = { kind: 'account-by-recovery' } as const
      const wrapped = find(path)
      return wrapped ? unwrapAccountKey(opener.keys.wrapKey, { ...path, ...at }, wrapped) : missing(path)
    }
    case 'device': {
      const path = { kind: 'account-to-device', deviceId: opener.deviceId } as const
      const wrapped = find(path)
      // The state has been checked: it lists no wrap for a device that was taken out.
      return wrapped
        ? openAccountKey(opener.keys.agreement, { ...path, ...at }, wrapped)
        : err({ type: 'device-revoked' })
    }
  }
}

const missing = (path: UnlockPath): Result<never, AccountError> =>
  err({ type: 'state-wrap-dropped', detail: unlockPathKey(path) })

/** Each generation lies under the one after it, so they open one after the other. */
const openOlder = async (
  account: OpenAccount,
  { older }: ReceivedAccount,
  random: Random,
): Promise<Result<readonly OpenAccount[], AccountError>> => {
  const opened: OpenAccount[] = []
  let current = account
  for (const { generation, blob } of older.toSorted((a, b) => b.generation - a.generation)) {
    const next = await openOlderAccount(current, generation, blob, random)
    if (!next.ok) return next
    opened.push(next.value)
    current = next.value
  }
  return ok(opened)
}
