/** Adds sealed bytes to an upload, piece by piece as they come (A7, A8). */

import { appendBlobWire } from '@weft/shared/protocol/blobs.ts'
import { maxBlobAppendBytes } from '@weft/shared/protocol/limits.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { Kysely } from 'kysely'
import type { Answer } from '../api/operation.ts'
import type { Problem } from '../api/problems.ts'
import type { Tables } from '../db/tables.ts'
import { allow, type BlobContext, type BlobRef, signedOperation, takePlace } from './blob-context.ts'
import { storePiece } from './store-piece.ts'
import { takePieces } from './take-pieces.ts'

export const appendBlob = signedOperation({
  ...appendBlobWire,
  summary:
    'Add sealed bytes to an upload, at the offset where it ends. Whole pieces stay when the rest is cut.',
  access: 'session',
  problems: ['not-found', 'upload-moved', 'blob-damaged', 'upload-too-slow', 'body-too-large', 'server-busy'],
  handle: async (context, { params, query, raw, session }) => {
    const allowed = await allow(context, session, 'write', params)
    if (!allowed.ok) return allowed
    const place = takePlace(context, session)
    if (!place.ok) return place
    try {
      return await append(context, params, query.offset, raw.incoming)
    } finally {
      place.value()
    }
  },
})

const append = async (
  { db, env }: BlobContext,
  ref: BlobRef,
  offset: number,
  incoming: AsyncIterable<Uint8Array>,
): Promise<Result<Answer<{ readonly received: number; readonly complete: boolean }>, Problem>> => {
  const upload = await find(db, ref)
  if (upload === undefined) return err({ type: 'not-found' })
  if (upload.completed_at !== null || upload.received !== offset) return err({ type: 'upload-moved' })

  let received = offset
  const end = await takePieces({
    incoming,
    missing: upload.size - offset,
    limit: maxBlobAppendBytes,
    clock: env.clock,
    take: async bytes => {
      const now = new Date(env.clock.now())
      const stored = await storePiece(db, {
        ...ref,
        uploadId: upload.upload_id,
        offset: received,
        bytes,
        now,
      })
      if (stored === 'moved' || stored === 'damaged') return stored
      received += bytes.length
      return null
    },
  })
  const type = problemByEnd[end]
  return type === null ? ok({ body: { received, complete: received === upload.size } }) : err({ type })
}

/** A sender that is gone hears nothing. */
const problemByEnd = {
  ended: null,
  cut: null,
  'too-slow': 'upload-too-slow',
  'too-many': 'body-too-large',
  moved: 'upload-moved',
  damaged: 'blob-damaged',
} as const

const find = (db: Kysely<Tables>, { workspaceId, blobId }: BlobRef) =>
  db
    .selectFrom('blobs')
    .select(['upload_id', 'size', 'received', 'completed_at'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', blobId)
    .executeTakeFirst()
