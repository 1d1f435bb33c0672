/** Coming back with the recovery phrase: it signs in, opens the account, and a new password is set. */

import { planPasswordChange } from '@weft/shared/crypto/account/password-change.ts'
import { createPasswordKeys } from '@weft/shared/crypto/account/password-key.ts'
import { checkPassword } from '@weft/shared/crypto/account/password-strength.ts'
import { deriveRecoveryKeys, parseRecoveryPhrase } from '@weft/shared/crypto/account/recovery-phrase.ts'
import { plainEmail } from '@weft/shared/protocol/accounts/patterns.ts'
import { useRecoveryPhraseWire } from '@weft/shared/protocol/accounts/sessions.ts'
import type { Result } from '@weft/shared/result.ts'
import type { Recovery } from '../account-calls.ts'
import type { AccountError } from '../account-error.ts'
import type { AccountContext } from './account-context.ts'
import { putPassword } from './change-password.ts'
import { enterAccount } from './enter.ts'
import { leave, openWithSession, ownFor } from './sign-in.ts'

export const recoverAccount = async (
  context: AccountContext,
  { email: typed, phrase, password, deviceName }: Recovery,
): Promise<Result<void, AccountError>> => {
  const { api, env, kdf } = context
  const email = plainEmail(typed)
  const own = await ownFor(context, email)
  if (!own.ok) return own
  const strong = checkPassword(password, email)
  if (!strong.ok) return strong
  const entropy = await parseRecoveryPhrase(phrase)
  if (!entropy.ok) return entropy
  const keys = await deriveRecoveryKeys(entropy.value, env.random)
  const passwordKeys = await createPasswordKeys(password, null, kdf)
  if (!passwordKeys.ok) return passwordKeys

  const deviceId = own.value === null ? {} : { deviceId: own.value.deviceId }
  const body = { email, recoveryAuth: keys.recoveryAuth, ...deviceId }
  const session = await api.ask(useRecoveryPhraseWire, { body })
  if (!session.ok) return session
  const unlocked = await openWithSession(context, session.value, { by: 'phrase', keys }, own.value)
  if (!unlocked.ok) return unlocked
  // The password first: whoever is interrupted after it signs in with it, before it with the phrase again.
  const steps = await planPasswordChange({ ...unlocked.value, password: passwordKeys.value })
  const changed = await putPassword(context, steps, passwordKeys.value.kdf)
  if (!changed.ok) return leave(context, changed.error)
  const reopened = await openWithSession(context, session.value, { by: 'phrase', keys }, own.value)
  if (!reopened.ok) return reopened
  const entering = { email, session: session.value, own: own.value, device: deviceName }
  const entered = await enterAccount(context, { ...entering, unlocked: reopened.value })
  for (const { accountKey } of [unlocked.value, reopened.value]) accountKey.fill(0)
  return entered.ok ? entered : leave(context, entered.error)
}
