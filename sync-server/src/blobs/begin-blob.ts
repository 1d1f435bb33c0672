/** Begins an upload or says how far it is (A6). The account's quota takes its whole size now, not when it has come. */

import { beginBlobWire, type BlobUpload } from '@weft/shared/protocol/blobs.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { Transaction } from 'kysely'
import type { Problem } from '../api/problems.ts'
import type { UploadId } from '../db/blob-tables.ts'
import type { Tables } from '../db/tables.ts'
import { allow, type BlobRef, signedOperation } from './blob-context.ts'
import { chargeOf, departUpload, holdOwner, lockUsage, setUsage } from './blob-usage.ts'

export const beginBlob = signedOperation({
  ...beginBlobWire,
  summary: 'Begin to upload a blob, or continue: how many of its sealed bytes are here.',
  access: 'session',
  problems: ['not-found', 'quota-exceeded', 'blob-differs'],
  handle: async (context, { params, body, session }) => {
    const allowed = await allow(context, session, 'write', params)
    if (!allowed.ok) return allowed
    const { db, env, quota } = context
    const begin: Begin = { ...params, ...body, quota, now: new Date(env.clock.now()) }
    const begun = await db.transaction().execute(transaction => beginUpload(transaction, begin))
    return begun.ok ? ok({ body: begun.value }) : begun
  },
})

interface Begin extends BlobRef {
  readonly size: number
  readonly checksum: Uint8Array
  readonly quota: number | null
  readonly now: Date
}

const beginUpload = async (
  transaction: Transaction<Tables>,
  begin: Begin,
): Promise<Result<BlobUpload, Problem>> => {
  const owner = await holdOwner(transaction, begin.workspaceId)
  if (owner === undefined) return err({ type: 'not-found' })
  const used = await lockUsage(transaction, owner)
  const known = await find(transaction, begin)
  const isSame =
    known !== undefined && known.size === begin.size && Buffer.compare(known.checksum, begin.checksum) === 0
  if (known !== undefined && isSame) {
    await touch(transaction, begin)
    return ok({ received: known.received, complete: known.completed_at !== null })
  }
  if (known !== undefined && known.completed_at !== null) return err({ type: 'blob-differs' })

  const usage = used - (known === undefined ? 0 : chargeOf(known.size)) + chargeOf(begin.size)
  if (begin.quota !== null && usage > begin.quota) return err({ type: 'quota-exceeded' })
  if (known !== undefined) await remove(transaction, begin, known.upload_id)
  await setUsage(transaction, owner, usage)
  await transaction
    .insertInto('blobs')
    .values({
      workspace_id: begin.workspaceId,
      id: begin.blobId,
      size: begin.size,
      checksum: begin.checksum,
      completed_at: null,
      touched_at: begin.now,
      marked_at: null,
    })
    .execute()
  return ok({ received: 0, complete: false })
}

const find = (transaction: Transaction<Tables>, { workspaceId, blobId }: BlobRef) =>
  transaction
    .selectFrom('blobs')
    .select(['upload_id', 'size', 'checksum', 'received', 'completed_at'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', blobId)
    .forUpdate()
    .executeTakeFirst()

/** Whoever begins it has a message that names it. */
const touch = async (
  transaction: Transaction<Tables>,
  { workspaceId, blobId, now }: Begin,
): Promise<void> => {
  await transaction
    .updateTable('blobs')
    .set({ touched_at: now, marked_at: null })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', blobId)
    .execute()
}

const remove = async (
  transaction: Transaction<Tables>,
  { workspaceId, blobId }: BlobRef,
  uploadId: UploadId,
): Promise<void> => {
  await departUpload(transaction, uploadId)
  await transaction
    .deleteFrom('blobs')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', blobId)
    .execute()
}
