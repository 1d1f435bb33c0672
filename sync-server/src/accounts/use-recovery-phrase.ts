import * as z from 'zod'
import { deviceId, email, proof } from '../api/fields.ts'
import { nothing } from '../api/operation.ts'
import { publicOperation } from './account-context.ts'
import { sessionOut } from './account-fields.ts'
import { openProvedSession } from './open-proved-session.ts'

export const useRecoveryPhrase = publicOperation({
  name: 'use-recovery-phrase',
  method: 'post',
  path: '/recovery',
  summary: 'Sign in by recovery phrase, to set a new password.',
  params: nothing,
  query: nothing,
  body: z.strictObject({ email, recoveryAuth: proof, deviceId: deviceId.optional() }),
  answer: sessionOut,
  problems: ['sign-in-refused', 'too-many-attempts', 'server-busy'],
  handle: (context, { body, caller }) =>
    openProvedSession(
      context,
      { email: body.email, network: caller.network, of: 'phrase', proof: body.recoveryAuth },
      body.deviceId,
    ),
})
