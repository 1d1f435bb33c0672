import type { session } from '@weft/shared/protocol/accounts/account-fields.ts'
import type { AccountId, DeviceId } from '@weft/shared/ids.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type * as z from 'zod/mini'
import type { Answer } from '../api/operation.ts'
import type { Problem } from '../api/problems.ts'
import { openSession } from '../sessions/sessions.ts'
import type { AccountContext } from './account-context.ts'
import { type Claim, prove } from './prove.ts'

/** A new session for whoever proves what they know; it belongs to their device if that is one of the account's. */
export const openProvedSession = async (
  context: AccountContext,
  claim: Claim,
  deviceId: DeviceId | undefined,
): Promise<Result<Answer<z.output<typeof session>>, Problem>> => {
  const account = await prove(context, claim)
  if (!account.ok) return account
  const { id: accountId, role } = account.value
  const known = deviceId === undefined ? null : await knownDevice(context, accountId, deviceId)
  const cookie = await openSession(context.db, context.env, { accountId, deviceId: known, proved: true })
  const body = { accountId, role, deviceId: known, expiresAt: cookie.expiresAt.getTime() }
  return ok({ body, cookie })
}

const knownDevice = async (
  { db }: AccountContext,
  accountId: AccountId,
  deviceId: DeviceId,
): Promise<DeviceId | null> => {
  const device = await db
    .selectFrom('devices')
    .select('id')
    .where('id', '=', deviceId)
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return device?.id ?? null
}
