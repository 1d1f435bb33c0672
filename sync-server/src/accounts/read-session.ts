import { ok } from '@weft/shared/result.ts'
import * as z from 'zod'
import { instant } from '../api/fields.ts'
import { nothing } from '../api/operation.ts'
import { signedOperation } from './account-context.ts'
import { sessionOut } from './account-fields.ts'

export const readSession = signedOperation({
  name: 'read-session',
  method: 'get',
  path: '/sessions/current',
  summary: 'Who is signed in here.',
  access: 'session',
  params: nothing,
  query: nothing,
  body: nothing,
  answer: sessionOut.extend({ email: z.string(), createdAt: instant, provedAt: instant.nullable() }),
  problems: [],
  handle: async (_context, { session }) =>
    ok({
      body: {
        accountId: session.accountId,
        email: session.email,
        role: session.role,
        deviceId: session.deviceId,
        createdAt: session.createdAt.getTime(),
        expiresAt: session.expiresAt.getTime(),
        provedAt: session.provedAt?.getTime() ?? null,
      },
    }),
})
