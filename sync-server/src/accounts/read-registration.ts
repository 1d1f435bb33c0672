import { readRegistrationWire } from '@weft/shared/protocol/accounts/registration.ts'
import { ok } from '@weft/shared/result.ts'
import { publicOperation } from './account-context.ts'

export const readRegistration = publicOperation({
  ...readRegistrationWire,
  summary: 'Whether this server takes new accounts.',
  problems: [],
  handle: async ({ db, registration }) => {
    const account = await db.selectFrom('accounts').select('id').limit(1).executeTakeFirst()
    return ok({ body: { registration, isFirst: account === undefined } })
  },
})
