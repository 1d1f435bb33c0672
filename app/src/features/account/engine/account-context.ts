/** What the steps of an account share, and the one way to an account that is open. */

import {
  hashOf,
  signAccountState,
  type AccountState,
  type SignedState,
} from '@weft/shared/crypto/account/account-state.ts'
import type { PinnedState } from '@weft/shared/crypto/account/check-state.ts'
import type { PasswordKeyDeps } from '@weft/shared/crypto/account/password-key.ts'
import type { Env } from '@weft/shared/env.ts'
import type { WorkspaceId } from '@weft/shared/ids.ts'
import { readAccountWire } from '@weft/shared/protocol/accounts/account.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { KeyError, Keyring } from '../../../core/keyring.ts'
import type { StorageError } from '../../../core/store.ts'
import type { AccountError } from '../account-error.ts'
import type { DeviceAccount } from '../device-account.ts'
import type { AccountApi } from './account-api.ts'
import type { AccountStore } from './account-store.ts'
import { type ReceivedAccount, type Unlocked, unlockAccount } from './unlock.ts'

/** The workspaces of this device, whoever keeps the list. */
export interface DeviceWorkspaces {
  readonly list: () => Promise<Result<readonly WorkspaceId[], StorageError>>
  /** The keyring has the keys of all of the account's by now. `home` is where settings are and new things go. */
  readonly attachWorkspaces: (home: WorkspaceId | undefined) => Promise<Result<void, StorageError | KeyError>>
}

export interface AccountContext {
  readonly api: AccountApi
  readonly store: AccountStore
  readonly keyring: Pick<Keyring, 'lendWorkspaceKey' | 'addWorkspaceKey'>
  readonly workspaces: DeviceWorkspaces
  readonly kdf: PasswordKeyDeps
  readonly env: Env
  /** Of the server: where this page comes from. */
  readonly origin: string
}

export interface OpenedAccount {
  readonly unlocked: Unlocked
  readonly received: ReceivedAccount
  readonly own: DeviceAccount
}

/** A change that others keep being faster with is given up, and said. */
const attempts = 3

/**
 * Reads the account and opens it with the keys of this device, then does something with it. When the account has
 * changed meanwhile it is read anew and done again. A refusal of what the server sent stays on the device as something
 * the person should know.
 */
export const withAccount = async <T>(
  context: AccountContext,
  action: (opened: OpenedAccount) => Promise<Result<T, AccountError>>,
): Promise<Result<T, AccountError>> => {
  for (let attempt = 1; ; attempt += 1) {
    const done = await once(context, action)
    if (done.ok || done.error.type !== 'state-moved' || attempt === attempts) return done
  }
}

const once = async <T>(
  { api, store, env }: AccountContext,
  action: (opened: OpenedAccount) => Promise<Result<T, AccountError>>,
): Promise<Result<T, AccountError>> => {
  const own = await store.read()
  if (!own.ok) return own
  if (own.value === null || own.value.session !== 'open') return err({ type: 'signed-out' })
  const keys = await store.keys(own.value)
  if (!keys.ok) return keys
  const received = await api.ask(readAccountWire, {})
  if (!received.ok) return received
  const opener = { by: 'device', deviceId: own.value.deviceId, keys: keys.value } as const
  const unlocked = await unlockAccount(received.value, opener, own.value, env.random)
  if (!unlocked.ok) {
    await store.change({ attention: unlocked.error })
    return unlocked
  }
  try {
    const kept = await store.change(rememberedOf(unlocked.value))
    if (!kept.ok) return kept
    return await action({ unlocked: unlocked.value, received: received.value, own: own.value })
  } finally {
    unlocked.value.accountKey.fill(0)
  }
}

/** What a device remembers of a state that it has accepted. */
export const rememberedOf = ({ state, pinned }: Pick<Unlocked, 'state' | 'pinned'>) => ({
  pinned,
  kdf: state.kdf,
  hasPhrase: state.wraps.some(({ path }) => path.kind === 'account-by-recovery'),
})

export interface NextState {
  readonly state: AccountState
  readonly signed: SignedState
  readonly pinned: PinnedState
}

/** The state after the one that was accepted, with a change, signed. */
export const signNext = async (
  { state, pinned, identity }: Unlocked,
  change: Partial<AccountState>,
): Promise<NextState> => {
  const sequence = state.sequence + 1
  const next = { ...state, ...change, sequence, previous: pinned.hash }
  const signed = await signAccountState(identity, next)
  return { state: next, signed, pinned: { sequence, hash: await hashOf(signed.bytes) } }
}

/** The account as it is after a change that the server has taken. */
export const afterChange = (unlocked: Unlocked, { state, pinned }: NextState): Unlocked => ({
  ...unlocked,
  state,
  pinned,
})

/** Everything that this device has to remember of the change as well. */
export const remember = async (
  { store }: AccountContext,
  next: NextState,
): Promise<Result<void, AccountError>> => {
  const kept = await store.change(rememberedOf(next))
  return kept.ok ? ok(undefined) : kept
}
