import { createSocketTicketWire } from '@weft/shared/protocol/accounts/sessions.ts'
import { err, ok } from '@weft/shared/result.ts'
import { signedOperation } from './account-context.ts'

export const createSocketTicket = signedOperation({
  ...createSocketTicketWire,
  summary: 'A ticket that opens one socket within 30 seconds.',
  access: 'session',
  problems: ['device-needed'],
  handle: async ({ tickets }, { session }) =>
    session.deviceId === null
      ? err({ type: 'device-needed' })
      : ok({ body: { ...(await tickets.issue('socket', session.id)) } }),
})
