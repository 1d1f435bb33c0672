import { listDevicesWire } from '@weft/shared/protocol/accounts/devices.ts'
import { ok } from '@weft/shared/result.ts'
import { signedOperation } from './account-context.ts'
import { pageSize, toPage } from './to-page.ts'

export const listDevices = signedOperation({
  ...listDevicesWire,
  summary: 'The devices of the account, also those that were revoked.',
  access: 'session',
  problems: [],
  handle: async ({ db }, { query: { after }, session }) => {
    const rows = await db
      .selectFrom('devices')
      .selectAll()
      .where('account_id', '=', session.accountId)
      .$call(list => (after === undefined ? list : list.where('id', '>', after)))
      .orderBy('id')
      .limit(pageSize + 1)
      .execute()
    const { page, next } = toPage(rows, ({ id }) => id)
    const devices = page.map(row => ({
      id: row.id,
      signing: row.signing_key,
      agreement: row.agreement_key,
      certificate: row.certificate,
      sealedName: row.sealed_name,
      addedAt: row.added_at,
      lastSeenAt: row.last_seen_at.getTime(),
      revokedAt: row.revoked_at?.getTime() ?? null,
    }))
    return ok({ body: { devices, next } })
  },
})
