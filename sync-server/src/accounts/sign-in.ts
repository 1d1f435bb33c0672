import * as z from 'zod'
import { deviceId, email, proof } from '../api/fields.ts'
import { nothing } from '../api/operation.ts'
import { publicOperation } from './account-context.ts'
import { sessionOut } from './account-fields.ts'
import { openProvedSession } from './open-proved-session.ts'

export const signIn = publicOperation({
  name: 'sign-in',
  method: 'post',
  path: '/sessions',
  summary: 'Sign in by password. Unlocks nothing: that takes the password itself, on the device.',
  params: nothing,
  query: nothing,
  body: z.strictObject({
    email,
    authKey: proof,
    /** Of a device that has been one of the account's before. */
    deviceId: deviceId.optional(),
  }),
  answer: sessionOut,
  problems: ['sign-in-refused', 'too-many-attempts', 'server-busy'],
  handle: (context, { body, caller }) =>
    openProvedSession(
      context,
      { email: body.email, network: caller.network, of: 'password', proof: body.authKey },
      body.deviceId,
    ),
})
