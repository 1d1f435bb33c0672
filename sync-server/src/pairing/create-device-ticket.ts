import { err, ok } from '@weft/shared/result.ts'
import * as z from 'zod'
import { signedOperation } from '../accounts/account-context.ts'
import { instant } from '../api/fields.ts'
import { nothing } from '../api/operation.ts'

export const createDeviceTicket = signedOperation({
  name: 'create-device-ticket',
  method: 'post',
  path: '/device-tickets',
  summary: 'What an existing device gives to a new one, sealed, at the end of a pairing.',
  access: 'session',
  params: nothing,
  query: nothing,
  body: nothing,
  answer: z.strictObject({ ticket: z.string(), expiresAt: instant }),
  problems: ['device-needed'],
  handle: async ({ tickets }, { session }) =>
    session.deviceId === null
      ? err({ type: 'device-needed' })
      : ok({ body: { ...(await tickets.issue('device', session.id)) } }),
})
