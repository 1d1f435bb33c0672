import { ok } from '@weft/shared/result.ts'
import { nothing } from '../api/operation.ts'
import { endSessions } from '../sessions/sessions.ts'
import { signedOperation } from './account-context.ts'

export const signOut = signedOperation({
  name: 'sign-out',
  method: 'delete',
  path: '/sessions/current',
  summary: 'End this session.',
  access: 'session',
  params: nothing,
  query: nothing,
  body: nothing,
  answer: nothing,
  problems: [],
  handle: async ({ db, events }, { session }) => {
    events.announce(await endSessions(db, { type: 'one', sessionId: session.id }))
    return ok({ body: {}, cookie: { type: 'clear' } })
  },
})
