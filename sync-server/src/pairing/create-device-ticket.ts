import { createDeviceTicketWire } from '@weft/shared/protocol/accounts/pairing.ts'
import { err, ok } from '@weft/shared/result.ts'
import { signedOperation } from '../accounts/account-context.ts'

export const createDeviceTicket = signedOperation({
  ...createDeviceTicketWire,
  summary: 'What an existing device gives to a new one, sealed, at the end of a pairing.',
  access: 'session',
  problems: ['device-needed'],
  handle: async ({ tickets }, { session }) =>
    session.deviceId === null
      ? err({ type: 'device-needed' })
      : ok({ body: { ...(await tickets.issue('device', session.id)) } }),
})
