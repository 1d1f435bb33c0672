import { createInvitationWire } from '@weft/shared/protocol/accounts/registration.ts'
import { ok } from '@weft/shared/result.ts'
import { createSecretText, hashSecretText } from '../sessions/secret-text.ts'
import { signedOperation } from './account-context.ts'

const day = 86_400_000

export const createInvitation = signedOperation({
  ...createInvitationWire,
  summary: 'An invitation to make an account here. Its secret is shown this once.',
  access: 'administrator',
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
