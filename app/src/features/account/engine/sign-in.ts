/**
 * Signing in by password. What the server asks a password to cost is refused below the floor, and on a device that
 * has accepted a state also below what that state says, before anything is computed or sent.
 */

import type { KdfParameters } from '@weft/shared/crypto/account/kdf-parameters.ts'
import { equalBytes } from '@weft/shared/bytes.ts'
import { derivePasswordKeys, type PasswordKeys } from '@weft/shared/crypto/account/password-key.ts'
import { readAccountWire } from '@weft/shared/protocol/accounts/account.ts'
import { plainEmail } from '@weft/shared/protocol/accounts/patterns.ts'
import { preloginWire, signInWire, signOutWire } from '@weft/shared/protocol/accounts/sessions.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { SignIn } from '../account-calls.ts'
import type { AccountError } from '../account-error.ts'
import type { DeviceAccount } from '../device-account.ts'
import type { AccountContext } from './account-context.ts'
import { enterAccount, type OpenedSession } from './enter.ts'
import { nothingKnown, type Opener, type Unlocked, unlockAccount } from './unlock.ts'

export const signIn = async (
  context: AccountContext,
  { email: typed, password, deviceName }: SignIn,
): Promise<Result<void, AccountError>> => {
  const email = plainEmail(typed)
  const own = await ownFor(context, email)
  if (!own.ok) return own
  const proved = await provePassword(context, { email, password, own: own.value })
  if (!proved.ok) return proved
  const { session, keys } = proved.value
  const unlocked = await openWithSession(context, session, { by: 'password', keys }, own.value)
  if (!unlocked.ok) return unlocked
  const entering = { email, session, unlocked: unlocked.value, own: own.value, device: deviceName }
  const entered = await enterAccount(context, entering)
  unlocked.value.accountKey.fill(0)
  return entered.ok ? entered : leave(context, entered.error)
}

/** What this device remembers of this person; another person's threads must not become theirs. */
export const ownFor = async (
  { store }: AccountContext,
  email: string,
): Promise<Result<DeviceAccount | null, AccountError>> => {
  const own = await store.read()
  return own.ok && own.value !== null && own.value.email !== email ? err({ type: 'device-has-account' }) : own
}

interface Proving extends Pick<SignIn, 'email' | 'password'> {
  readonly own: DeviceAccount | null
}

interface Proved {
  readonly session: OpenedSession
  readonly keys: PasswordKeys
}

/**
 * With what this device knows of the password first. When that is refused, the password may have been changed on
 * another device: then with what the server says of it now, if that costs no less.
 */
const provePassword = async (
  context: AccountContext,
  { email, password, own }: Proving,
): Promise<Result<Proved, AccountError>> => {
  const { api, kdf: deps } = context
  const at = async (kdf: KdfParameters): Promise<Result<Proved, AccountError>> => {
    const keys = await derivePasswordKeys(password, kdf, null, deps)
    if (!keys.ok) return keys
    const deviceId = own === null ? {} : { deviceId: own.deviceId }
    const body = { email, authKey: keys.value.authKey, ...deviceId }
    const session = await api.ask(signInWire, { body })
    return session.ok ? ok({ session: session.value, keys: keys.value }) : session
  }

  const known = own?.kdf ?? null
  const first = known === null ? null : await at(known)
  if (first !== null && (first.ok || first.error.type !== 'sign-in-refused')) return first
  const said = await api.ask(preloginWire, { body: { email } })
  if (!said.ok) return said
  const { kdf } = said.value
  if (known !== null && (kdf.memory < known.memory || kdf.passes < known.passes))
    return err({ type: 'kdf-downgrade' })
  return first !== null && known !== null && equalBytes(known.salt, kdf.salt) ? first : at(kdf)
}

/** Reads the account in a session that was just opened, and believes it or leaves again. */
export const openWithSession = async (
  context: AccountContext,
  session: OpenedSession,
  opener: Opener,
  own: DeviceAccount | null,
): Promise<Result<Unlocked, AccountError>> => {
  if (own !== null && own.accountId !== session.accountId)
    return leave(context, { type: 'device-has-account' })
  const received = await context.api.ask(readAccountWire, {})
  if (!received.ok) return leave(context, received.error)
  const unlocked = await unlockAccount(received.value, opener, own ?? nothingKnown, context.env.random)
  return unlocked.ok ? unlocked : leave(context, unlocked.error)
}

/** Nothing was changed here; a session that nobody uses is ended. */
export const leave = async (
  { api }: AccountContext,
  error: AccountError,
): Promise<Result<never, AccountError>> => {
  await api.ask(signOutWire, {})
  return err(error)
}
