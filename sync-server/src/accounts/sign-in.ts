import { signInWire } from '@weft/shared/protocol/accounts/sessions.ts'
import { publicOperation } from './account-context.ts'
import { openProvedSession } from './open-proved-session.ts'

export const signIn = publicOperation({
  ...signInWire,
  summary: 'Sign in by password. Unlocks nothing: that takes the password itself, on the device.',
  problems: ['sign-in-refused', 'too-many-attempts', 'server-busy'],
  handle: (context, { body, caller }) =>
    openProvedSession(
      context,
      { email: body.email, network: caller.network, of: 'password', proof: body.authKey },
      body.deviceId,
    ),
})
