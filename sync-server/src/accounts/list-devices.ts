import { ok } from '@weft/shared/result.ts'
import * as z from 'zod'
import { deviceId, pageAfter, pageSize, toText } from '../api/fields.ts'
import { nothing } from '../api/operation.ts'
import { signedOperation } from './account-context.ts'
import { deviceOut } from './account-fields.ts'
import { toPage } from './to-page.ts'

export const listDevices = signedOperation({
  name: 'list-devices',
  method: 'get',
  path: '/devices',
  summary: 'The devices of the account, also those that were revoked.',
  access: 'session',
  params: nothing,
  query: pageAfter(deviceId),
  body: nothing,
  answer: z.strictObject({ devices: z.array(deviceOut), next: z.string().nullable() }),
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
      signing: toText(row.signing_key),
      agreement: toText(row.agreement_key),
      certificate: toText(row.certificate),
      sealedName: toText(row.sealed_name),
      addedAt: row.added_at,
      lastSeenAt: row.last_seen_at.getTime(),
      revokedAt: row.revoked_at?.getTime() ?? null,
    }))
    return ok({ body: { devices, next } })
  },
})
