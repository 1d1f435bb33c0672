import { renewProofWire } from '@weft/shared/protocol/accounts/sessions.ts'
import { ok } from '@weft/shared/result.ts'
import { renewSession } from '../sessions/sessions.ts'
import { signedOperation } from './account-context.ts'
import { prove } from './prove.ts'

export const renewProof = signedOperation({
  ...renewProofWire,
  summary: 'Prove password or phrase again, for what asks for it. The session gets a new token.',
  access: 'session',
  problems: ['sign-in-refused', 'too-many-attempts', 'server-busy'],
  handle: async (context, { body, caller, session }) => {
    const claim = { ...body, email: session.email, network: caller.network }
    const proved = await prove(context, claim)
    if (!proved.ok) return proved
    return ok({ body: {}, cookie: await renewSession(context.db, context.env, session, { proved: true }) })
  },
})
