import { err, ok } from '@weft/shared/result.ts'
import * as z from 'zod'
import { instant } from '../api/fields.ts'
import { nothing } from '../api/operation.ts'
import { signedOperation } from './account-context.ts'

export const createSocketTicket = signedOperation({
  name: 'create-socket-ticket',
  method: 'post',
  path: '/socket-tickets',
  summary: 'A ticket that opens one socket within 30 seconds.',
  access: 'session',
  params: nothing,
  query: nothing,
  body: nothing,
  answer: z.strictObject({ ticket: z.string(), expiresAt: instant }),
  problems: ['device-needed'],
  handle: async ({ tickets }, { session }) =>
    session.deviceId === null
      ? err({ type: 'device-needed' })
      : ok({ body: { ...(await tickets.issue('socket', session.id)) } }),
})
