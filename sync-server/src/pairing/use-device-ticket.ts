import { useDeviceTicketWire } from '@weft/shared/protocol/accounts/pairing.ts'
import { err, ok } from '@weft/shared/result.ts'
import { publicOperation } from '../accounts/account-context.ts'
import { openSession } from '../sessions/sessions.ts'

export const useDeviceTicket = publicOperation({
  ...useDeviceTicketWire,
  summary: 'Sign in with what an existing device gave, once.',
  problems: ['ticket-invalid'],
  handle: async ({ db, env, tickets }, { body }) => {
    const holder = await tickets.redeem('device', body.ticket)
    if (holder === null) return err({ type: 'ticket-invalid' })
    const { accountId } = holder
    const account = await db
      .selectFrom('accounts')
      .select('role')
      .where('id', '=', accountId)
      .executeTakeFirst()
    if (account === undefined) return err({ type: 'ticket-invalid' })
    // Nobody proved a password in this session, so it may not change credentials until somebody does.
    const cookie = await openSession(db, env, { accountId, deviceId: null, proved: false })
    const { role } = account
    return ok({ body: { accountId, role, deviceId: null, expiresAt: cookie.expiresAt.getTime() }, cookie })
  },
})
