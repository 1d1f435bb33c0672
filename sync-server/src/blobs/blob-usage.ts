/**
 * What blobs count in the quota of an account. Whoever changes the sum locks its row first and a blob's row after it, in
 * this order everywhere, so nobody waits in a circle.
 */

import type { AccountId, WorkspaceId } from '@weft/shared/ids.ts'
import { leastBlobCharge } from '@weft/shared/protocol/limits.ts'
import type { Transaction } from 'kysely'
import type { UploadId } from '../db/blob-tables.ts'
import type { Tables } from '../db/tables.ts'

type Change = Transaction<Tables>

export const chargeOf = (size: number): number => Math.max(size, leastBlobCharge)

/** Who has the workspace; it cannot be deleted before the end of the transaction. */
export const holdOwner = async (
  transaction: Change,
  workspaceId: WorkspaceId,
): Promise<AccountId | undefined> => {
  const row = await transaction
    .selectFrom('account_workspaces')
    .select('account_id')
    .where('workspace_id', '=', workspaceId)
    .forKeyShare()
    .executeTakeFirst()
  return row?.account_id
}

/** The sum, which nobody else changes until the end of the transaction. */
export const lockUsage = async (transaction: Change, accountId: AccountId): Promise<number> => {
  await transaction
    .insertInto('blob_usage')
    .values({ account_id: accountId, bytes: 0 })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  const { bytes } = await transaction
    .selectFrom('blob_usage')
    .select('bytes')
    .where('account_id', '=', accountId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return bytes
}

export const setUsage = async (transaction: Change, accountId: AccountId, bytes: number): Promise<void> => {
  await transaction.updateTable('blob_usage').set({ bytes }).where('account_id', '=', accountId).execute()
}

/** Its pieces are nobody's from now on, and go with the next sweep. */
export const departUpload = async (transaction: Change, uploadId: UploadId): Promise<void> => {
  await transaction.insertInto('departed_uploads').values({ upload_id: uploadId }).execute()
}
