/** The sealed bytes of a blob, or a range of them (A13). One piece at a time is read, and no connection held between. */

import { blobPieceBytes } from '@weft/shared/blob-size.ts'
import { readBlobWire } from '@weft/shared/protocol/blobs.ts'
import { err, ok } from '@weft/shared/result.ts'
import type { Kysely } from 'kysely'
import type { UploadId } from '../db/blob-tables.ts'
import type { Tables } from '../db/tables.ts'
import { allow, signedOperation, takePlace } from './blob-context.ts'
import { type ByteRange, parseRange } from './byte-range.ts'

export const readBlob = signedOperation({
  ...readBlobWire,
  summary: 'The sealed bytes of a blob that is here as a whole. Takes one range of bytes.',
  access: 'session',
  problems: ['not-found', 'range-unsatisfiable', 'server-busy'],
  handle: async (context, { params, raw, session }) => {
    const allowed = await allow(context, session, 'read', params)
    if (!allowed.ok) return allowed
    const { db } = context
    const blob = await db
      .selectFrom('blobs')
      .select(['upload_id', 'size', 'checksum'])
      .where('workspace_id', '=', params.workspaceId)
      .where('id', '=', params.blobId)
      .where('completed_at', 'is not', null)
      .executeTakeFirst()
    if (blob === undefined) return err({ type: 'not-found' })
    const asked = parseRange(raw.range, blob.size)
    if (asked === 'unsatisfiable') return err({ type: 'range-unsatisfiable' })
    const place = takePlace(context, session)
    if (!place.ok) return place
    const range = asked ?? { from: 0, to: blob.size }
    return ok({
      body: {},
      bytes: {
        status: asked === null ? 200 : 206,
        headers: {
          'Content-Type': 'application/octet-stream',
          'Content-Disposition': 'attachment',
          'Content-Length': String(range.to - range.from),
          ...(asked === null ? {} : { 'Content-Range': `bytes ${range.from}-${range.to - 1}/${blob.size}` }),
          'Accept-Ranges': 'bytes',
          ETag: `"${Buffer.from(blob.checksum).toString('base64url')}"`,
        },
        chunks: readRange(db, blob.upload_id, range),
        close: place.value,
      },
    })
  },
})

const readRange = async function* (
  db: Kysely<Tables>,
  uploadId: UploadId,
  { from, to }: ByteRange,
): AsyncGenerator<Uint8Array> {
  for (let number = Math.floor(from / blobPieceBytes); number * blobPieceBytes < to; number += 1) {
    // Gone when the blob was deleted meanwhile: the answer breaks off, since its length was said.
    const { bytes } = await db
      .selectFrom('blob_pieces')
      .select('bytes')
      .where('upload_id', '=', uploadId)
      .where('number', '=', number)
      .executeTakeFirstOrThrow()
    const start = number * blobPieceBytes
    yield bytes.subarray(Math.max(0, from - start), to - start)
  }
}
