import type { AccountId, DeviceId } from '@weft/shared/ids.ts'
import { type Result, tryAsync } from '@weft/shared/result.ts'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { toLogError } from '../rooms/log-error.ts'
import type { LogError } from '../rooms/room-log.ts'

export type AccountsOf = (
  deviceIds: readonly DeviceId[],
) => Promise<Result<ReadonlyMap<DeviceId, AccountId>, LogError>>

/** Whose devices these are, revoked or not; those that are not known are left out. */
export const accountsOfDevices =
  (db: Kysely<Tables>): AccountsOf =>
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
