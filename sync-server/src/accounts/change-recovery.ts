import * as z from 'zod'
import { proof, wrapped } from '../api/fields.ts'
import { nothing } from '../api/operation.ts'
import { signedOperation } from './account-context.ts'
import { changedOut, followsState, keepsSessions, recoveryPath } from './account-fields.ts'
import { answerChange } from './answer-change.ts'

export const changeRecovery = signedOperation({
  name: 'change-recovery',
  method: 'put',
  path: '/account/recovery',
  summary: 'The first recovery phrase or a new one; the one before stops working. Other sessions end.',
  access: 'proved',
  params: nothing,
  query: nothing,
  body: z.strictObject({ ...followsState, ...keepsSessions, recoveryAuth: proof, wrap: wrapped }),
  answer: changedOut,
  problems: ['state-moved', 'state-malformed', 'state-signature-wrong', 'state-inconsistent', 'server-busy'],
  handle: async (context, { body, session }) => {
    const recoveryVerifier = await context.proofs.hash(body.recoveryAuth)
    if (!recoveryVerifier.ok) return recoveryVerifier
    return answerChange(context, session, body, {
      recoveryVerifier: recoveryVerifier.value,
      wraps: [{ path: recoveryPath, blob: body.wrap }],
    })
  },
})
