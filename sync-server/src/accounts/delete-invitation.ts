import { deleteInvitationWire } from '@weft/shared/protocol/accounts/registration.ts'
import { err, ok } from '@weft/shared/result.ts'
import { signedOperation } from './account-context.ts'

export const deleteInvitation = signedOperation({
  ...deleteInvitationWire,
  summary: 'Take an invitation back.',
  access: 'administrator',
  problems: ['not-found'],
  handle: async ({ db }, { params }) => {
    const deleted = await db
      .deleteFrom('invitations')
      .where('id', '=', params.invitationId)
      .returning('id')
      .executeTakeFirst()
    return deleted === undefined ? err({ type: 'not-found' }) : ok({ body: {} })
  },
})
