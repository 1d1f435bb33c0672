import { joinRendezvousWire } from '@weft/shared/protocol/accounts/pairing.ts'
import { err, ok } from '@weft/shared/result.ts'
import { signedOperation } from '../accounts/account-context.ts'
import { createSecretText, hashSecretText } from '../sessions/secret-text.ts'

export const joinRendezvous = signedOperation({
  ...joinRendezvousWire,
  summary: 'Come to a pairing, on a device that is signed in. Once: a second one is refused.',
  access: 'session',
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
      const { expires_at: expiresAt, sealed_offer: sealedOffer } = joined
      return ok({ body: { token, expiresAt: expiresAt.getTime(), sealedOffer } })
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
