import { mostMessages, sendMessageWire } from '@weft/shared/protocol/accounts/pairing.ts'
import { err, ok } from '@weft/shared/result.ts'
import { publicOperation } from '../accounts/account-context.ts'
import { placeOf } from './rendezvous.ts'

export const sendMessage = publicOperation({
  ...sendMessageWire,
  summary: 'Say something to the other end of a pairing.',
  problems: ['not-found', 'rendezvous-full'],
  handle: async ({ db, env, arrivals }, { params: { rendezvousId }, body }) => {
    const sent = await db.transaction().execute(async transaction => {
      // Held, so that messages are numbered one after the other.
      await transaction
        .selectFrom('rendezvous')
        .select('id')
        .where('id', '=', rendezvousId)
        .forUpdate()
        .executeTakeFirst()
      const place = await placeOf(transaction, env.clock, rendezvousId, body.token)
      if (place === null) return err({ type: 'not-found' } as const)
      const last = await transaction
        .selectFrom('rendezvous_messages')
        .select(({ fn }) => fn.max<number | null>('number').as('number'))
        .where('rendezvous_id', '=', rendezvousId)
        .executeTakeFirst()
      const number = (last?.number ?? 0) + 1
      if (number > mostMessages) return err({ type: 'rendezvous-full' } as const)
      await transaction
        .insertInto('rendezvous_messages')
        .values({ rendezvous_id: rendezvousId, number, sender: place.participant, bytes: body.bytes })
        .execute()
      return ok(number)
    })
    if (!sent.ok) return sent
    arrivals.announce(rendezvousId)
    return ok({ body: { number: sent.value } })
  },
})
