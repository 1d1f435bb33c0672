/**
 * An account and everything of it go. Its workspaces are noted in the same transaction and forgotten after it, so that
 * a server that ends in between goes on where it was (`forget-departed.ts`).
 */

import { deleteAccountWire } from '@weft/shared/protocol/accounts/account.ts'
import { ok } from '@weft/shared/result.ts'
import { endSessions } from '../sessions/sessions.ts'
import { signedOperation } from './account-context.ts'
import { forgetDeparted } from './forget-departed.ts'
import { prove } from './prove.ts'

export const deleteAccount = signedOperation({
  ...deleteAccountWire,
  summary: 'Delete the account with everything that is stored for it. Takes the password or the phrase.',
  access: 'session',
  problems: ['sign-in-refused', 'too-many-attempts', 'server-busy'],
  handle: async (context, { body, caller, session }) => {
    const { db, events } = context
    const { accountId, email } = session
    const proved = await prove(context, { ...body, email, network: caller.network })
    if (!proved.ok) return proved
    const ended = await db.transaction().execute(async transaction => {
      await transaction
        .insertInto('departed_workspaces')
        .columns(['workspace_id'])
        .expression(
          transaction
            .selectFrom('account_workspaces')
            .select('workspace_id')
            .where('account_id', '=', accountId),
        )
        .execute()
      const ids = await endSessions(transaction, { type: 'of-account', accountId })
      await transaction.deleteFrom('accounts').where('id', '=', accountId).execute()
      return ids
    })
    events.announce(ended)
    await forgetDeparted(context)
    return ok({ body: {}, cookie: { type: 'clear' } })
  },
})
