/**
 * A new account key. What a client stages comes in one request, so there is nothing to stage here: a request is stored
 * whole or not at all. Workspace keys that are not in it stay as they are, under the older key.
 */

import { ok } from '@weft/shared/result.ts'
import * as z from 'zod'
import { deviceId, epoch, generation, proof, workspaceId, wrapped } from '../api/fields.ts'
import { nothing } from '../api/operation.ts'
import { signedOperation } from './account-context.ts'
import {
  changedOut,
  followsState,
  identity,
  kdf,
  keepsSessions,
  mostDevices,
  unlockWrap,
} from './account-fields.ts'
import { answerChange } from './answer-change.ts'

/** Wrapped keys of more workspaces than anybody has. */
const mostWorkspaceKeys = 2_000

export const rotateKeys = signedOperation({
  name: 'rotate-keys',
  method: 'put',
  path: '/account/keys',
  summary: 'A new account key, with everything wrapped under it. Devices may be revoked with it.',
  access: 'proved',
  params: nothing,
  query: nothing,
  body: z.strictObject({
    ...followsState,
    ...keepsSessions,
    generation,
    wraps: z
      .array(unlockWrap)
      .min(1)
      .max(mostDevices + 2),
    identity,
    older: wrapped,
    workspaceKeys: z.array(z.strictObject({ workspaceId, epoch, blob: wrapped })).max(mostWorkspaceKeys),
    kdf,
    /** Proofs of a new password or phrase; without them the present ones stay. */
    authKey: proof.optional(),
    recoveryAuth: proof.optional(),
    revoked: z.array(deviceId).max(mostDevices).default([]),
  }),
  answer: changedOut,
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
