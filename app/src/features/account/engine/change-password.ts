/** A new password: the present one is proved, one wrap of the account key is replaced, other sessions end. */

import type { AccountStep } from '@weft/shared/crypto/account/account-step.ts'
import type { KdfParameters } from '@weft/shared/crypto/account/kdf-parameters.ts'
import { planPasswordChange } from '@weft/shared/crypto/account/password-change.ts'
import { createPasswordKeys, derivePasswordKeys } from '@weft/shared/crypto/account/password-key.ts'
import { checkPassword } from '@weft/shared/crypto/account/password-strength.ts'
import { changePasswordWire } from '@weft/shared/protocol/accounts/account.ts'
import { renewProofWire } from '@weft/shared/protocol/accounts/sessions.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { AccountError } from '../account-error.ts'
import { type AccountContext, withAccount } from './account-context.ts'

/** The proof of a password, by the cost that the last accepted state says. */
export const proofOfPassword = async (
  { store, kdf: deps }: AccountContext,
  password: string,
): Promise<Result<Uint8Array<ArrayBuffer>, AccountError>> => {
  const own = await store.read()
  if (!own.ok) return own
  if (own.value === null || own.value.kdf === null) return err({ type: 'signed-out' })
  const keys = await derivePasswordKeys(password, own.value.kdf, null, deps)
  return keys.ok ? ok(keys.value.authKey) : keys
}

/** For what the server asks a fresh proof for. */
export const provePassword = async (
  context: AccountContext,
  password: string,
): Promise<Result<void, AccountError>> => {
  const proof = await proofOfPassword(context, password)
  if (!proof.ok) return proof
  const renewed = await context.api.ask(renewProofWire, { body: { of: 'password', proof: proof.value } })
  return renewed.ok ? ok(undefined) : renewed
}

export const changePassword = async (
  context: AccountContext,
  present: string,
  next: string,
): Promise<Result<void, AccountError>> => {
  const own = await context.store.read()
  if (!own.ok) return own
  const strong = checkPassword(next, own.value?.email ?? '')
  if (!strong.ok) return strong
  const proved = await provePassword(context, present)
  if (!proved.ok) return proved
  const keys = await createPasswordKeys(next, null, context.kdf)
  if (!keys.ok) return keys
  return withAccount(context, async ({ unlocked }) => {
    const steps = await planPasswordChange({ ...unlocked, password: keys.value })
    return putPassword(context, steps, keys.value.kdf)
  })
}

/** Takes the steps of the plan: at the server, then on this device, where it is one of the account's already. */
export const putPassword = async (
  { api, store }: AccountContext,
  steps: readonly AccountStep[],
  kdf: KdfParameters,
): Promise<Result<void, AccountError>> => {
  for (const step of steps) {
    if (step.type === 'replace-password') {
      const { ifSequence, authKey, wrap, state } = step
      const body = { ifSequence, state, authKey, wrap: wrap.wrapped, keepOtherSessions: false }
      const put = await api.ask(changePasswordWire, { body: { ...body, kdf: { ...kdf, lanes: 1 } } })
      if (!put.ok) return put
    } else if (step.type === 'pin') {
      const kept = await store.change({ pinned: step.pinned, kdf })
      if (!kept.ok) return kept
    }
  }
  return ok(undefined)
}
