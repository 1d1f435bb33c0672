import { markBlobsWire } from '@weft/shared/protocol/blobs.ts'
import { ok } from '@weft/shared/result.ts'
import { sql } from 'kysely'
import { allow, signedOperation } from './blob-context.ts'
import { changeComplete } from './change-complete.ts'

export const markBlobs = signedOperation({
  ...markBlobsWire,
  summary: 'No message names these blobs any more: they go in 30 days, unless they are touched.',
  access: 'session',
  problems: ['not-found'],
  handle: async (context, { params, body, session }) => {
    const allowed = await allow(context, session, 'write', params)
    if (!allowed.ok) return allowed
    const now = new Date(context.env.clock.now())
    // The first mark counts: a device that marks again and again must not keep what nobody wants.
    const marked = { marked_at: sql<Date>`coalesce(marked_at, ${now})` }
    await changeComplete(context.db, params.workspaceId, body.ids, marked)
    return ok({ body: {} })
  },
})
