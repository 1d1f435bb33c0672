import { signOutWire } from '@weft/shared/protocol/accounts/sessions.ts'
import { ok } from '@weft/shared/result.ts'
import { endSessions } from '../sessions/sessions.ts'
import { signedOperation } from './account-context.ts'

export const signOut = signedOperation({
  ...signOutWire,
  summary: 'End this session.',
  access: 'session',
  problems: [],
  handle: async ({ db, events }, { session }) => {
    events.announce(await endSessions(db, { type: 'one', sessionId: session.id }))
    return ok({ body: {}, cookie: { type: 'clear' } })
  },
})
