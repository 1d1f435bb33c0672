/**
 * The one place where a proof of a password or a phrase is weighed: limits first, then the same work and the same
 * answer whether the address is known, the proof is wrong, or there is nothing to prove.
 */

import { err, ok, type Result } from '@weft/shared/result.ts'
import type { Problem } from '../api/problems.ts'
import type { AccountsTable } from '../db/account-tables.ts'
import { proofsOfAccount, proofsOfNetwork } from '../limits/attempt-limits.ts'
import type { AccountContext } from './account-context.ts'

export interface Claim {
  readonly email: string
  readonly network: string
  readonly of: 'password' | 'phrase'
  readonly proof: Uint8Array
}

export type ProvedAccount = Pick<AccountsTable, 'id' | 'role'>

export const prove = async (
  { db, limits, proofs }: AccountContext,
  { email, network, of, proof }: Claim,
): Promise<Result<ProvedAccount, Problem>> => {
  for (const [rule, subject] of [
    [proofsOfNetwork, network],
    [proofsOfAccount, email],
  ] as const) {
    const allowed = await limits.take(rule, subject)
    if (!allowed.ok) return err({ type: 'too-many-attempts', ...allowed.error })
  }
  const account = await db
    .selectFrom('accounts')
    .select(['id', 'role', 'verifier', 'recovery_verifier'])
    .where('email', '=', email)
    .executeTakeFirst()
  const stored = of === 'password' ? account?.verifier : account?.recovery_verifier
  const matched = await proofs.matches(proof, stored ?? null)
  if (!matched.ok) return matched
  if (!matched.value || account === undefined) return err({ type: 'sign-in-refused' })
  await limits.giveBack(proofsOfNetwork, network)
  await limits.giveBack(proofsOfAccount, email)
  return ok({ id: account.id, role: account.role })
}
