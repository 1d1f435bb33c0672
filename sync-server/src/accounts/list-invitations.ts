import { ok } from '@weft/shared/result.ts'
import * as z from 'zod'
import { instant, invitationId, pageAfter, pageSize } from '../api/fields.ts'
import { nothing } from '../api/operation.ts'
import { signedOperation } from './account-context.ts'
import { toPage } from './to-page.ts'

const invitation = z.strictObject({
  invitationId: z.string(),
  usesLeft: z.int(),
  createdAt: instant,
  expiresAt: instant,
})

export const listInvitations = signedOperation({
  name: 'list-invitations',
  method: 'get',
  path: '/invitations',
  summary: 'Invitations that can still be used or have not been cleared away yet.',
  access: 'administrator',
  params: nothing,
  query: pageAfter(invitationId),
  body: nothing,
  answer: z.strictObject({ invitations: z.array(invitation), next: z.string().nullable() }),
  problems: [],
  handle: async ({ db }, { query: { after } }) => {
    const rows = await db
      .selectFrom('invitations')
      .select(['id', 'uses_left', 'created_at', 'expires_at'])
      .$call(list => (after === undefined ? list : list.where('id', '>', after)))
      .orderBy('id')
      .limit(pageSize + 1)
      .execute()
    const { page, next } = toPage(rows, ({ id }) => id)
    const invitations = page.map(row => ({
      invitationId: row.id,
      usesLeft: row.uses_left,
      createdAt: row.created_at.getTime(),
      expiresAt: row.expires_at.getTime(),
    }))
    return ok({ body: { invitations, next } })
  },
})
