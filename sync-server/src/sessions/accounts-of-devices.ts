/** What one device wrote, another of the same account may bring: live and by /sync. */

import type { AccountId, DeviceId } from '@weft/shared/ids.ts'
import { type Result, tryAsync } from '@weft/shared/result.ts'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { toLogError } from '../rooms/log-error.ts'
import type { LogError } from '../rooms/room-log.ts'

/** Whose devices these are, revoked or not; those that are not known are left out. */
export type AccountsOfDevices = (
  deviceIds: readonly DeviceId[],
) => Promise<Result<ReadonlyMap<DeviceId, AccountId>, LogError>>

export const createAccountsOfDevices =
  (db: Kysely<Tables>): AccountsOfDevices =>
  deviceIds =>
    tryAsync(
      async () => {
        const rows = await db
          .selectFrom('devices')
          .select(['id', 'account_id as accountId'])
          .where('id', '=', ({ eb }) => eb.fn.any(eb.val([...deviceIds])))
          .execute()
        return new Map(rows.map(({ id, accountId }) => [id, accountId]))
      },
      cause => toLogError(cause, false),
    )
