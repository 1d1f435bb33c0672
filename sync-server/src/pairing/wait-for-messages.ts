/**
 * Long poll: answers when the other end has said something, or after a while with nothing. Whoever arrives is waited
 * for before the database is read, so nothing falls between; messages by way of another node are found by looking
 * again every two seconds.
 */

import { waitForMessagesWire } from '@weft/shared/protocol/accounts/pairing.ts'
import { err, ok } from '@weft/shared/result.ts'
import { publicOperation } from '../accounts/account-context.ts'
import { placeOf } from './rendezvous.ts'

/** Proxies cut what is silent for half a minute. */
const longestWait = 25_000
const lookAgain = 2_000

export const waitForMessages = publicOperation({
  ...waitForMessagesWire,
  summary: 'What the other end of a pairing said after a number; waits up to 25 seconds for it.',
  problems: ['not-found'],
  handle: async ({ db, env, arrivals, shutdown }, { params: { rendezvousId }, body, caller }) => {
    const until = env.clock.now() + longestWait
    for (;;) {
      const arrival = arrivals.next(rendezvousId, lookAgain, [caller.gone, shutdown])
      const place = await placeOf(db, env.clock, rendezvousId, body.token)
      if (place === null) return err({ type: 'not-found' })
      const rows = await db
        .selectFrom('rendezvous_messages')
        .select(['number', 'bytes'])
        .where('rendezvous_id', '=', rendezvousId)
        .where('sender', '=', place.other)
        .where('number', '>', body.after)
        .orderBy('number')
        .execute()
      const ended = caller.gone.aborted || shutdown.aborted || env.clock.now() >= until
      if (rows.length > 0 || ended) return ok({ body: { messages: rows } })
      await arrival
    }
  },
})
