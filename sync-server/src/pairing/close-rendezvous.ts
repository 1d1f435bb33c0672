import { err, ok } from '@weft/shared/result.ts'
import * as z from 'zod'
import { publicOperation } from '../accounts/account-context.ts'
import { nothing } from '../api/operation.ts'
import { byParticipant, inRendezvous, placeOf } from './rendezvous.ts'

export const closeRendezvous = publicOperation({
  name: 'close-rendezvous',
  method: 'delete',
  path: '/rendezvous/{rendezvousId}',
  summary: 'End a pairing; what was said is deleted.',
  params: inRendezvous,
  query: nothing,
  body: z.strictObject(byParticipant),
  answer: nothing,
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
