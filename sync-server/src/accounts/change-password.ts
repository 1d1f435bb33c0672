import * as z from 'zod'
import { proof, wrapped } from '../api/fields.ts'
import { nothing } from '../api/operation.ts'
import { signedOperation } from './account-context.ts'
import { changedOut, followsState, kdf, keepsSessions, passwordPath } from './account-fields.ts'
import { answerChange } from './answer-change.ts'

export const changePassword = signedOperation({
  name: 'change-password',
  method: 'put',
  path: '/account/password',
  summary: 'A new password: its proof, its cost and the account key under it. Other sessions end.',
  access: 'proved',
  params: nothing,
  query: nothing,
  body: z.strictObject({ ...followsState, ...keepsSessions, authKey: proof, kdf, wrap: wrapped }),
  answer: changedOut,
  problems: ['state-moved', 'state-malformed', 'state-signature-wrong', 'state-inconsistent', 'server-busy'],
  handle: async (context, { body, session }) => {
    const verifier = await context.proofs.hash(body.authKey)
    if (!verifier.ok) return verifier
    return answerChange(context, session, body, {
      kdf: body.kdf,
      verifier: verifier.value,
      wraps: [{ path: passwordPath, blob: body.wrap }],
    })
  },
})
