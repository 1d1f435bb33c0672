import { readSessionWire } from '@weft/shared/protocol/accounts/sessions.ts'
import { ok } from '@weft/shared/result.ts'
import { signedOperation } from './account-context.ts'

export const readSession = signedOperation({
  ...readSessionWire,
  summary: 'Who is signed in here.',
  access: 'session',
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
