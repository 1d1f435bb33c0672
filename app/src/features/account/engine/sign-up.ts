/** A new account, made on this device: everything the server gets of it is a proof, a wrap, a public key or signed. */

import { openAccount } from '@weft/shared/crypto/account/account-key.ts'
import { type AccountState, hashOf, signAccountState } from '@weft/shared/crypto/account/account-state.ts'
import type { StoredWrap } from '@weft/shared/crypto/account/check-state.ts'
import { createIdentity, openIdentity, publicKeysOf } from '@weft/shared/crypto/account/identity.ts'
import { listWrap } from '@weft/shared/crypto/account/password-change.ts'
import { createPasswordKeys } from '@weft/shared/crypto/account/password-key.ts'
import { checkPassword } from '@weft/shared/crypto/account/password-strength.ts'
import { createAccountKey } from '@weft/shared/crypto/account/secret-key.ts'
import { envelopeVersion } from '@weft/shared/crypto/sealer.ts'
import { createId } from '@weft/shared/ids.ts'
import { devicePath, passwordPath } from '@weft/shared/protocol/accounts/account-fields.ts'
import { plainEmail } from '@weft/shared/protocol/accounts/patterns.ts'
import { createAccountWire } from '@weft/shared/protocol/accounts/registration.ts'
import { err, type Result } from '@weft/shared/result.ts'
import type { SignUp } from '../account-calls.ts'
import type { AccountError } from '../account-error.ts'
import type { AccountContext } from './account-context.ts'
import { joinDevice, share } from './enter.ts'
import { createThisDevice, takeDevice, toWire } from './this-device.ts'

/** Without a phrase: one is set when the person has written it down (`recovery-phrase.ts`). */
export const signUp = async (
  context: AccountContext,
  { email: typed, password, deviceName, invitation }: SignUp,
): Promise<Result<void, AccountError>> => {
  const { api, env, kdf, store } = context
  const { random } = env
  const email = plainEmail(typed)
  const own = await store.read()
  if (!own.ok) return own
  if (own.value !== null) return err({ type: 'device-has-account' })
  const strong = checkPassword(password, email)
  if (!strong.ok) return strong
  const passwordKeys = await createPasswordKeys(password, null, kdf)
  if (!passwordKeys.ok) return passwordKeys

  const at = { accountId: createId(random, 'acc'), generation: 1 }
  const accountKey = createAccountKey(random)
  const account = await openAccount(accountKey, at, random)
  const wrapped = await createIdentity(account)
  const identity = await openIdentity(account, wrapped)
  if (!identity.ok) return identity
  const device = await createThisDevice(random, deviceName)
  const taken = await takeDevice({ account, accountKey, identity: identity.value }, device, env)
  const path = { kind: 'account-by-password' } as const
  const byPassword: StoredWrap = {
    path,
    wrapped: await passwordKeys.value.wrapKey.wrap({ ...path, ...at }, accountKey),
  }
  const state: AccountState = {
    ...at,
    sequence: 1,
    previous: new Uint8Array(0),
    identity: publicKeysOf(identity.value),
    kdf: passwordKeys.value.kdf,
    minEnvelopeVersion: envelopeVersion,
    wraps: [await listWrap(byPassword), await listWrap(taken.wrap)],
    devices: [taken.listed],
  }
  const signed = await signAccountState(identity.value, state)
  const session = await api.ask(createAccountWire, {
    body: {
      accountId: at.accountId,
      email,
      ...(invitation === undefined ? {} : { invitation }),
      kdf: { ...passwordKeys.value.kdf, lanes: 1 },
      authKey: passwordKeys.value.authKey,
      wraps: [
        { path: passwordPath, blob: byPassword.wrapped },
        { path: devicePath(device.id), blob: taken.wrap.wrapped },
      ],
      identity: wrapped,
      device: toWire(taken),
      state: signed,
    },
  })
  if (!session.ok) {
    accountKey.fill(0)
    return session
  }
  const pinned = { sequence: 1, hash: await hashOf(signed.bytes) }
  const unlocked = { account, older: [], accountKey, identity: identity.value, state, pinned }
  const joined = await joinDevice(context, { email, session: session.value, unlocked, device })
  const shared = joined.ok ? await share(context, unlocked) : joined
  accountKey.fill(0)
  return shared
}
