/** One piece of an upload, stored in the transaction that counts it; with the last one the blob is compared and seen. */

import { createHash } from 'node:crypto'
import { blobPieceBytes } from '@weft/shared/blob-size.ts'
import { blobChecksum } from '@weft/shared/protocol/blobs.ts'
import { sql, type Kysely, type Transaction } from 'kysely'
import type { UploadId } from '../db/blob-tables.ts'
import type { Tables } from '../db/tables.ts'
import type { BlobRef } from './blob-context.ts'
import { departUpload } from './blob-usage.ts'

export interface Piece extends BlobRef {
  readonly uploadId: UploadId
  /** Where it begins. */
  readonly offset: number
  readonly bytes: Uint8Array
  readonly now: Date
}

/** `moved`: the upload is another one by now, or ends elsewhere. `damaged`: all came, and it is not what was said. */
export type StoredPiece = 'more' | 'complete' | 'moved' | 'damaged'

export const storePiece = (db: Kysely<Tables>, piece: Piece): Promise<StoredPiece> =>
  db.transaction().execute(async transaction => {
    const moved = await ofUpload(transaction, piece)
      .set({ received: piece.offset + piece.bytes.length, touched_at: piece.now })
      .where('received', '=', piece.offset)
      .where('completed_at', 'is', null)
      .returning(['size', 'received', 'checksum'])
      .executeTakeFirst()
    if (moved === undefined) return 'moved'
    await transaction
      .insertInto('blob_pieces')
      .values({
        upload_id: piece.uploadId,
        number: piece.offset / blobPieceBytes,
        hash: createHash('sha256').update(piece.bytes).digest(),
        bytes: piece.bytes,
      })
      .execute()
    if (moved.received < moved.size) return 'more'
    return (await isWhole(transaction, piece, moved.checksum))
      ? complete(transaction, piece)
      : startOver(transaction, piece)
  })

const ofUpload = (transaction: Transaction<Tables>, { workspaceId, blobId, uploadId }: Piece) =>
  transaction
    .updateTable('blobs')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', blobId)
    .where('upload_id', '=', uploadId)

const isWhole = async (
  transaction: Transaction<Tables>,
  { uploadId }: Piece,
  checksum: Uint8Array,
): Promise<boolean> => {
  const pieces = await transaction
    .selectFrom('blob_pieces')
    .select('hash')
    .where('upload_id', '=', uploadId)
    .orderBy('number')
    .execute()
  const found = await blobChecksum(pieces.map(({ hash }) => hash))
  return Buffer.compare(found, checksum) === 0
}

const complete = async (transaction: Transaction<Tables>, piece: Piece): Promise<'complete'> => {
  await ofUpload(transaction, piece).set({ completed_at: piece.now }).execute()
  return 'complete'
}

/** The name stays begun, with nothing under it; what it counts in the quota stays as well. */
const startOver = async (transaction: Transaction<Tables>, piece: Piece): Promise<'damaged'> => {
  await departUpload(transaction, piece.uploadId)
  await ofUpload(transaction, piece)
    .set({ received: 0, upload_id: sql<UploadId>`gen_random_uuid()` })
    .execute()
  return 'damaged'
}
