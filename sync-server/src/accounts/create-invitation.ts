import { ok } from '@weft/shared/result.ts'
import * as z from 'zod'
import { instant } from '../api/fields.ts'
import { nothing } from '../api/operation.ts'
import { createSecretText, hashSecretText } from '../sessions/secret-text.ts'
import { signedOperation } from './account-context.ts'

const day = 86_400_000

export const createInvitation = signedOperation({
  name: 'create-invitation',
  method: 'post',
  path: '/invitations',
  summary: 'An invitation to make an account here. Its secret is shown this once.',
  access: 'administrator',
  params: nothing,
  query: nothing,
  body: z.strictObject({
    uses: z.int().min(1).max(100).default(1),
    days: z.int().min(1).max(30).default(7),
  }),
  answer: z.strictObject({ invitationId: z.string(), invitation: z.string(), expiresAt: instant }),
  problems: [],
  handle: async ({ db, env: { clock, random } }, { body }) => {
    const invitation = createSecretText(random)
    const expiresAt = clock.now() + body.days * day
    const { id } = await db
      .insertInto('invitations')
      .values({
        hash: hashSecretText(invitation),
        uses_left: body.uses,
        created_at: new Date(clock.now()),
        expires_at: new Date(expiresAt),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return ok({ body: { invitationId: id, invitation, expiresAt } })
  },
})
