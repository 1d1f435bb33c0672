import { err, ok } from '@weft/shared/result.ts'
import * as z from 'zod'
import { publicOperation } from '../accounts/account-context.ts'
import { instant } from '../api/fields.ts'
import { nothing } from '../api/operation.ts'
import { rendezvousOfNetwork } from '../limits/attempt-limits.ts'
import { createSecretText, hashSecretText } from '../sessions/secret-text.ts'
import { lifetimes, rendezvousId, sealedOffer } from './rendezvous.ts'

export const createRendezvous = publicOperation({
  name: 'create-rendezvous',
  method: 'post',
  path: '/rendezvous',
  summary: 'Begin a pairing, on the new device. With `sealedOffer` for one that is begun by a typed code.',
  params: nothing,
  query: nothing,
  body: z.strictObject({
    rendezvousId,
    lifetime: z.enum(['scan', 'type']),
    sealedOffer: sealedOffer.optional(),
  }),
  answer: z.strictObject({ token: z.string(), expiresAt: instant }),
  problems: ['rendezvous-taken', 'too-many-attempts'],
  handle: async ({ db, env: { clock, random }, limits }, { body, caller }) => {
    const allowed = await limits.take(rendezvousOfNetwork, caller.network)
    if (!allowed.ok) return err({ type: 'too-many-attempts', ...allowed.error })
    const token = createSecretText(random)
    const expiresAt = clock.now() + lifetimes[body.lifetime]
    const created = await db
      .insertInto('rendezvous')
      .values({
        id: body.rendezvousId,
        creator_hash: hashSecretText(token),
        joiner_hash: null,
        sealed_offer: body.sealedOffer ?? null,
        expires_at: new Date(expiresAt),
      })
      .onConflict(conflict => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    return created === undefined ? err({ type: 'rendezvous-taken' }) : ok({ body: { token, expiresAt } })
  },
})
