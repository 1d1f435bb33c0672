import { knownBlobsWire } from '@weft/shared/protocol/blobs.ts'
import { ok } from '@weft/shared/result.ts'
import { allow, signedOperation } from './blob-context.ts'

export const knownBlobs = signedOperation({
  ...knownBlobsWire,
  summary: 'Which of these blobs are here as a whole, and which of them somebody has marked for deletion.',
  access: 'session',
  problems: ['not-found'],
  handle: async (context, { params, body, session }) => {
    const allowed = await allow(context, session, 'read', params)
    if (!allowed.ok) return allowed
    const rows = await context.db
      .selectFrom('blobs')
      .select(['id', 'marked_at'])
      .where('workspace_id', '=', params.workspaceId)
      .where('id', '=', ({ eb }) => eb.fn.any(eb.val(body.ids)))
      .where('completed_at', 'is not', null)
      .execute()
    return ok({
      body: {
        complete: rows.map(({ id }) => id),
        marked: rows.filter(row => row.marked_at !== null).map(({ id }) => id),
      },
    })
  },
})
