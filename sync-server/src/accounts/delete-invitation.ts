import { err, ok } from '@weft/shared/result.ts'
import * as z from 'zod'
import { invitationId } from '../api/fields.ts'
import { nothing } from '../api/operation.ts'
import { signedOperation } from './account-context.ts'

export const deleteInvitation = signedOperation({
  name: 'delete-invitation',
  method: 'delete',
  path: '/invitations/{invitationId}',
  summary: 'Take an invitation back.',
  access: 'administrator',
  params: z.strictObject({ invitationId }),
  query: nothing,
  body: nothing,
  answer: nothing,
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
