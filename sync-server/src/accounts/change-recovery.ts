import { recoveryPath } from '@weft/shared/protocol/accounts/account-fields.ts'
import { changeRecoveryWire } from '@weft/shared/protocol/accounts/account.ts'
import { signedOperation } from './account-context.ts'
import { answerChange } from './answer-change.ts'

export const changeRecovery = signedOperation({
  ...changeRecoveryWire,
  summary: 'The first recovery phrase or a new one; the one before stops working. Other sessions end.',
  access: 'proved',
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
