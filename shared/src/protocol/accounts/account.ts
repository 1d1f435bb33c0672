/** The account itself: what unlocks it, and its changes. */

import * as z from 'zod/mini'
import {
  changed,
  followsState,
  identity,
  kdf,
  kdfOut,
  keepsSessions,
  mostDevices,
  provedBy,
  signedState,
  unlockWrap,
} from './account-fields.ts'
import { accountId, deviceId, epoch, generation, proof, sequence, workspaceId, wrapped } from './fields.ts'
import { nothing, type Wire } from './wire.ts'

/** Everything that unlocks the account, as of one moment: a state without the wraps it lists is worth nothing. */
export const readAccountWire = /* @__PURE__ */ {
  name: 'read-account',
  method: 'get',
  path: '/account',
  params: nothing,
  query: nothing,
  body: nothing,
  answer: z.strictObject({
    accountId,
    email: z.string(),
    generation,
    sequence,
    state: signedState,
    kdf: kdfOut,
    wraps: z.array(unlockWrap),
    identity,
    /** Account keys of earlier generations, each under the one after it. */
    older: z.array(z.strictObject({ generation, blob: wrapped })),
  }),
} as const satisfies Wire

export const changePasswordWire = /* @__PURE__ */ {
  name: 'change-password',
  method: 'put',
  path: '/account/password',
  params: nothing,
  query: nothing,
  body: z.strictObject({ ...followsState, ...keepsSessions, authKey: proof, kdf, wrap: wrapped }),
  answer: changed,
} as const satisfies Wire

export const changeRecoveryWire = /* @__PURE__ */ {
  name: 'change-recovery',
  method: 'put',
  path: '/account/recovery',
  params: nothing,
  query: nothing,
  body: z.strictObject({ ...followsState, ...keepsSessions, recoveryAuth: proof, wrap: wrapped }),
  answer: changed,
} as const satisfies Wire

/** Wrapped keys of more workspaces than anybody has. */
const mostWorkspaceKeys = 2_000

export const rotateKeysWire = /* @__PURE__ */ {
  name: 'rotate-keys',
  method: 'put',
  path: '/account/keys',
  params: nothing,
  query: nothing,
  body: z.strictObject({
    ...followsState,
    ...keepsSessions,
    generation,
    wraps: z.array(unlockWrap).check(z.minLength(1), z.maxLength(mostDevices + 2)),
    identity,
    older: wrapped,
    workspaceKeys: z
      .array(z.strictObject({ workspaceId, epoch, blob: wrapped }))
      .check(z.maxLength(mostWorkspaceKeys)),
    kdf,
    /** Proofs of a new password or phrase; without them the present ones stay. */
    authKey: z.optional(proof),
    recoveryAuth: z.optional(proof),
    revoked: z._default(z.array(deviceId).check(z.maxLength(mostDevices)), []),
  }),
  answer: changed,
} as const satisfies Wire

export const deleteAccountWire = /* @__PURE__ */ {
  name: 'delete-account',
  method: 'delete',
  path: '/account',
  params: nothing,
  query: nothing,
  body: provedBy,
  answer: nothing,
} as const satisfies Wire
