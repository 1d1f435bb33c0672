import { useRecoveryPhraseWire } from '@weft/shared/protocol/accounts/sessions.ts'
import { publicOperation } from './account-context.ts'
import { openProvedSession } from './open-proved-session.ts'

export const useRecoveryPhrase = publicOperation({
  ...useRecoveryPhraseWire,
  summary: 'Sign in by recovery phrase, to set a new password.',
  problems: ['sign-in-refused', 'too-many-attempts', 'server-busy'],
  handle: (context, { body, caller }) =>
    openProvedSession(
      context,
      { email: body.email, network: caller.network, of: 'phrase', proof: body.recoveryAuth },
      body.deviceId,
    ),
})
