/**
 * Long poll: answers when the other end has said something, or after a while with nothing. Whoever arrives is waited
 * for before the database is read, so nothing falls between; messages by way of another node are found by looking
 * again every two seconds.
 */

import { err, ok } from '@weft/shared/result.ts'
import * as z from 'zod'
import { publicOperation } from '../accounts/account-context.ts'
import { bytesOut, toText } from '../api/fields.ts'
import { nothing } from '../api/operation.ts'
import { byParticipant, inRendezvous, mostMessages, placeOf } from './rendezvous.ts'

/** Proxies cut what is silent for half a minute. */
const longestWait = 25_000
const lookAgain = 2_000

export const waitForMessages = publicOperation({
  name: 'wait-for-messages',
  method: 'post',
  path: '/rendezvous/{rendezvousId}/wait',
  summary: 'What the other end of a pairing said after a number; waits up to 25 seconds for it.',
  params: inRendezvous,
  query: nothing,
  body: z.strictObject({ ...byParticipant, after: z.int().min(0).max(mostMessages) }),
  answer: z.strictObject({ messages: z.array(z.strictObject({ number: z.int(), bytes: bytesOut })) }),
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
      if (rows.length > 0 || ended)
        return ok({
          body: { messages: rows.map(({ number, bytes }) => ({ number, bytes: toText(bytes) })) },
        })
      await arrival
    }
  },
})
