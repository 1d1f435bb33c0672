import { listInvitationsWire } from '@weft/shared/protocol/accounts/registration.ts'
import { ok } from '@weft/shared/result.ts'
import { signedOperation } from './account-context.ts'
import { pageSize, toPage } from './to-page.ts'

export const listInvitations = signedOperation({
  ...listInvitationsWire,
  summary: 'Invitations that can still be used or have not been cleared away yet.',
  access: 'administrator',
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
