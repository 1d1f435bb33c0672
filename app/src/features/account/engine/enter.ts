/**
 * The last part of every way into an account, by password, phrase or pairing: a session is there, the account is open
 * and believed. This device becomes one of the account's, unless it is one already, and workspaces are shared.
 */

import type { AccountId, DeviceId } from '@weft/shared/ids.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type { AccountError } from '../account-error.ts'
import type { DeviceAccount } from '../device-account.ts'
import { type AccountContext, rememberedOf } from './account-context.ts'
import { shareWorkspaces } from './share-workspaces.ts'
import { addThisDevice, createThisDevice, type ThisDevice } from './this-device.ts'
import type { Unlocked } from './unlock.ts'

/** What the server said when it opened the session. */
export interface OpenedSession {
  readonly accountId: AccountId
  readonly role: DeviceAccount['role']
  readonly deviceId: DeviceId | null
}

export interface Entering {
  readonly email: string
  readonly session: OpenedSession
  readonly unlocked: Unlocked
  /** What this device remembers from before. */
  readonly own: DeviceAccount | null
  /** One that is added has this name, or is this device, where its keys are made already. */
  readonly device: string | ThisDevice
}

export const enterAccount = async (
  context: AccountContext,
  { email, session, unlocked, own, device }: Entering,
): Promise<Result<void, AccountError>> => {
  if (own !== null && session.deviceId === own.deviceId) {
    const { role } = session
    const change = {
      ...rememberedOf(unlocked),
      role,
      session: 'open',
      attention: null,
      leaving: false,
    } as const
    const kept = await context.store.change(change)
    return kept.ok ? share(context, unlocked) : kept
  }
  // New here; or taken out of the account before, and then it needs other keys.
  const { random } = context.env
  const fresh = typeof device === 'string' ? await createThisDevice(random, device) : device
  const added = await addThisDevice(context, unlocked, fresh)
  if (!added.ok) return added
  const joined = await joinDevice(context, { email, session, unlocked: added.value, device: fresh })
  return joined.ok ? share(context, added.value) : joined
}

interface Joining extends Pick<Entering, 'email' | 'session'> {
  readonly unlocked: Pick<Unlocked, 'account' | 'identity' | 'state' | 'pinned'>
  readonly device: ThisDevice
}

/** Stores what makes this device one of the account's. */
export const joinDevice = (
  { store }: AccountContext,
  { email, session, unlocked, device: { id, name, keys } }: Joining,
) =>
  store.join(
    {
      accountId: unlocked.account.accountId,
      email,
      role: session.role,
      deviceId: id,
      deviceName: name,
      signing: keys.signing.publicKey,
      agreement: keys.agreement.publicKey,
      signer: unlocked.identity.signing.publicKey,
      ...rememberedOf(unlocked),
      session: 'open',
      attention: null,
    },
    keys,
  )

/** Whoever is in stays in when it does not work; it is tried again, and the person is told. */
export const share = async (
  context: AccountContext,
  unlocked: Unlocked,
): Promise<Result<void, AccountError>> => {
  const shared = await shareWorkspaces(context, unlocked)
  const told = await context.store.change({ attention: shared.ok ? null : shared.error })
  return told.ok ? ok(undefined) : told
}
