/** Which of some devices are of an account: what one device wrote, another of the same account may bring. */

import type { AccountId, DeviceId } from '@weft/shared/ids.ts'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'

export type DevicesOfAccount = (
  accountId: AccountId,
  deviceIds: readonly DeviceId[],
) => Promise<ReadonlySet<DeviceId>>

export const createDevicesOfAccount =
  (db: Kysely<Tables>): DevicesOfAccount =>
  async (accountId, deviceIds) => {
    const rows = await db
      .selectFrom('devices')
      .select('id')
      .where('account_id', '=', accountId)
      .where('id', '=', ({ eb }) => eb.fn.any(eb.val([...deviceIds])))
      .execute()
    return new Set(rows.map(({ id }) => id))
  }
