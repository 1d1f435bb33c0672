import { err, ok } from '@weft/shared/result.ts'
import * as z from 'zod'
import { signedOperation } from '../accounts/account-context.ts'
import { bytesOut, instant, toText } from '../api/fields.ts'
import { nothing } from '../api/operation.ts'
import { createSecretText, hashSecretText } from '../sessions/secret-text.ts'
import { inRendezvous } from './rendezvous.ts'

export const joinRendezvous = signedOperation({
  name: 'join-rendezvous',
  method: 'post',
  path: '/rendezvous/{rendezvousId}/joiner',
  summary: 'Come to a pairing, on a device that is signed in. Once: a second one is refused.',
  access: 'session',
  params: inRendezvous,
  query: nothing,
  body: nothing,
  answer: z.strictObject({ token: z.string(), expiresAt: instant, sealedOffer: bytesOut.nullable() }),
  problems: ['not-found', 'rendezvous-taken'],
  handle: async ({ db, env: { clock, random } }, { params }) => {
    const token = createSecretText(random)
    const living = new Date(clock.now())
    const joined = await db
      .updateTable('rendezvous')
      .set({ joiner_hash: hashSecretText(token) })
      .where('id', '=', params.rendezvousId)
      .where('expires_at', '>', living)
      .where('joiner_hash', 'is', null)
      .returning(['expires_at', 'sealed_offer'])
      .executeTakeFirst()
    if (joined !== undefined) {
      const offer = joined.sealed_offer
      const sealed = offer === null ? null : toText(offer)
      return ok({ body: { token, expiresAt: joined.expires_at.getTime(), sealedOffer: sealed } })
    }
    const there = await db
      .selectFrom('rendezvous')
      .select('id')
      .where('id', '=', params.rendezvousId)
      .where('expires_at', '>', living)
      .executeTakeFirst()
    return err({ type: there === undefined ? 'not-found' : 'rendezvous-taken' })
  },
})
