/**
 * What has had its time goes: blobs that were marked, uploads that nobody goes on with, and the pieces of what has lost
 * its name. A little at a time, so that nobody waits behind it; what is left comes with the next sweep.
 */

import type { AttachmentId, WorkspaceId } from '@weft/shared/ids.ts'
import { markedBlobKeptMilliseconds, unfinishedUploadKeptMilliseconds } from '@weft/shared/protocol/limits.ts'
import { type ExpressionBuilder, type Kysely, sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { BlobContext } from './blob-context.ts'
import { chargeOf, departUpload, holdOwner, lockUsage, setUsage } from './blob-usage.ts'

const namesAtOnce = 500
const uploadsAtOnce = 100
/** 8 MiB: PostgreSQL deletes them in some milliseconds. */
const piecesAtOnce = 32

export const sweepBlobs = async ({ db, env }: Pick<BlobContext, 'db' | 'env'>): Promise<void> => {
  const now = env.clock.now()
  const due = await db
    .selectFrom('blobs')
    .select(['workspace_id', 'id'])
    .where(builder => isDue(builder, now))
    .limit(namesAtOnce)
    .execute()
  for (const { workspace_id, id } of due)
    await db.transaction().execute(transaction => removeDue(transaction, workspace_id, id, now))
  await sweepPieces(db)
}

const isDue = (builder: ExpressionBuilder<Tables, 'blobs'>, now: number) =>
  builder.or([
    builder('marked_at', '<=', new Date(now - markedBlobKeptMilliseconds)),
    builder.and([
      builder('completed_at', 'is', null),
      builder('touched_at', '<=', new Date(now - unfinishedUploadKeptMilliseconds)),
    ]),
  ])

/** Asked again under the lock: it may have been touched a moment ago. */
const removeDue = async (
  transaction: Transaction<Tables>,
  workspaceId: WorkspaceId,
  id: AttachmentId,
  now: number,
): Promise<void> => {
  const owner = await holdOwner(transaction, workspaceId)
  const used = owner === undefined ? 0 : await lockUsage(transaction, owner)
  const gone = await transaction
    .deleteFrom('blobs')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where(builder => isDue(builder, now))
    .returning(['upload_id', 'size'])
    .executeTakeFirst()
  if (gone === undefined) return
  await departUpload(transaction, gone.upload_id)
  if (owner !== undefined) await setUsage(transaction, owner, used - chargeOf(gone.size))
}

const sweepPieces = async (db: Kysely<Tables>): Promise<void> => {
  const departed = await db.selectFrom('departed_uploads').select('upload_id').limit(uploadsAtOnce).execute()
  for (const { upload_id } of departed) {
    for (;;) {
      const { numAffectedRows = 0n } = await sql`
        delete from blob_pieces
        where upload_id = ${upload_id} and number = any (array(
          select number from blob_pieces where upload_id = ${upload_id} limit ${piecesAtOnce}
        ))`.execute(db)
      if (numAffectedRows < BigInt(piecesAtOnce)) break
    }
    await db.deleteFrom('departed_uploads').where('upload_id', '=', upload_id).execute()
  }
}
