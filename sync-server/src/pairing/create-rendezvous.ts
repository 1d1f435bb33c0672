import { createRendezvousWire } from '@weft/shared/protocol/accounts/pairing.ts'
import { err, ok } from '@weft/shared/result.ts'
import { publicOperation } from '../accounts/account-context.ts'
import { rendezvousOfNetwork } from '../limits/attempt-limits.ts'
import { createSecretText, hashSecretText } from '../sessions/secret-text.ts'
import { lifetimes } from './rendezvous.ts'

export const createRendezvous = publicOperation({
  ...createRendezvousWire,
  summary: 'Begin a pairing, on the new device. With `sealedOffer` for one that is begun by a typed code.',
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
