import { passwordPath } from '@weft/shared/protocol/accounts/account-fields.ts'
import { changePasswordWire } from '@weft/shared/protocol/accounts/account.ts'
import { signedOperation } from './account-context.ts'
import { answerChange } from './answer-change.ts'

export const changePassword = signedOperation({
  ...changePasswordWire,
  summary: 'A new password: its proof, its cost and the account key under it. Other sessions end.',
  access: 'proved',
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
