import { ok } from '@weft/shared/result.ts'
import * as z from 'zod'
import { nothing } from '../api/operation.ts'
import { publicOperation } from './account-context.ts'
import { registrations } from './registration.ts'

export const readRegistration = publicOperation({
  name: 'read-registration',
  method: 'get',
  path: '/registration',
  summary: 'Whether this server takes new accounts.',
  params: nothing,
  query: nothing,
  body: nothing,
  answer: z.strictObject({ registration: z.enum(registrations), isFirst: z.boolean() }),
  problems: [],
  handle: async ({ db, registration }) => {
    const account = await db.selectFrom('accounts').select('id').limit(1).executeTakeFirst()
    return ok({ body: { registration, isFirst: account === undefined } })
  },
})
