import { readBlobUsageWire } from '@weft/shared/protocol/blobs.ts'
import { ok } from '@weft/shared/result.ts'
import { signedOperation } from './blob-context.ts'

export const readBlobUsage = signedOperation({
  ...readBlobUsageWire,
  summary: 'What the blobs of the account count, and what they may.',
  access: 'session',
  problems: [],
  handle: async ({ db, quota }, { session }) => {
    const row = await db
      .selectFrom('blob_usage')
      .select('bytes')
      .where('account_id', '=', session.accountId)
      .executeTakeFirst()
    return ok({ body: { bytes: row?.bytes ?? 0, quota } })
  },
})
