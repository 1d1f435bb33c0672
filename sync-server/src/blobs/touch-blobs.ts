import { touchBlobsWire } from '@weft/shared/protocol/blobs.ts'
import { ok } from '@weft/shared/result.ts'
import { allow, signedOperation } from './blob-context.ts'
import { changeComplete } from './change-complete.ts'

export const touchBlobs = signedOperation({
  ...touchBlobsWire,
  summary: 'Messages name these blobs: marks are taken back. Answers which of them are not here.',
  access: 'session',
  problems: ['not-found'],
  handle: async (context, { params, body, session }) => {
    const allowed = await allow(context, session, 'write', params)
    if (!allowed.ok) return allowed
    const now = new Date(context.env.clock.now())
    const here = new Set(
      await changeComplete(context.db, params.workspaceId, body.ids, { touched_at: now, marked_at: null }),
    )
    return ok({ body: { absent: body.ids.filter(id => !here.has(id)) } })
  },
})
