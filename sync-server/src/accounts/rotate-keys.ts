/**
 * A new account key. What a client stages comes in one request, so there is nothing to stage here: a request is stored
 * whole or not at all. Workspace keys that are not in it stay as they are, under the older key.
 */

import { rotateKeysWire } from '@weft/shared/protocol/accounts/account.ts'
import { ok } from '@weft/shared/result.ts'
import { signedOperation } from './account-context.ts'
import { answerChange } from './answer-change.ts'

export const rotateKeys = signedOperation({
  ...rotateKeysWire,
  summary: 'A new account key, with everything wrapped under it. Devices may be revoked with it.',
  access: 'proved',
  problems: [
    'state-moved',
    'state-malformed',
    'state-signature-wrong',
    'state-inconsistent',
    'generation-unknown',
    'server-busy',
  ],
  maxBodyBytes: 1024 * 1024,
  handle: async (context, { body, session }) => {
    const { proofs } = context
    const verifier = body.authKey ? await proofs.hash(body.authKey) : ok(undefined)
    if (!verifier.ok) return verifier
    const recoveryVerifier = body.recoveryAuth ? await proofs.hash(body.recoveryAuth) : ok(undefined)
    if (!recoveryVerifier.ok) return recoveryVerifier
    return answerChange(context, session, body, {
      kdf: body.kdf,
      verifier: verifier.value,
      recoveryVerifier: recoveryVerifier.value,
      wraps: body.wraps,
      revoked: body.revoked,
      rotation: {
        generation: body.generation,
        identity: body.identity,
        older: body.older,
        workspaceKeys: body.workspaceKeys,
      },
    })
  },
})
