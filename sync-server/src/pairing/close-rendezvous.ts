import { closeRendezvousWire } from '@weft/shared/protocol/accounts/pairing.ts'
import { err, ok } from '@weft/shared/result.ts'
import { publicOperation } from '../accounts/account-context.ts'
import { placeOf } from './rendezvous.ts'

export const closeRendezvous = publicOperation({
  ...closeRendezvousWire,
  summary: 'End a pairing; what was said is deleted.',
  problems: ['not-found'],
  handle: async ({ db, env, arrivals }, { params: { rendezvousId }, body }) => {
    const place = await placeOf(db, env.clock, rendezvousId, body.token)
    if (place === null) return err({ type: 'not-found' })
    await db.deleteFrom('rendezvous').where('id', '=', rendezvousId).execute()
    // Who waits finds nobody there.
    arrivals.announce(rendezvousId)
    return ok({ body: {} })
  },
})
