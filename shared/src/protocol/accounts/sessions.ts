/** Who is signed in: by password, by phrase, and until when. */

import * as z from 'zod/mini'
import { kdfOut, provedBy, session } from './account-fields.ts'
import { deviceId, email, instant, proof, secretText } from './fields.ts'
import { nothing, type Wire } from './wire.ts'

export const preloginWire = /* @__PURE__ */ {
  name: 'prelogin',
  method: 'post',
  path: '/prelogin',
  params: nothing,
  query: nothing,
  body: z.strictObject({ email }),
  answer: z.strictObject({ kdf: kdfOut }),
} as const satisfies Wire

export const signInWire = /* @__PURE__ */ {
  name: 'sign-in',
  method: 'post',
  path: '/sessions',
  params: nothing,
  query: nothing,
  body: z.strictObject({
    email,
    authKey: proof,
    /** Of a device that has been one of the account's before. */
    deviceId: z.optional(deviceId),
  }),
  answer: session,
} as const satisfies Wire

export const useRecoveryPhraseWire = /* @__PURE__ */ {
  name: 'use-recovery-phrase',
  method: 'post',
  path: '/recovery',
  params: nothing,
  query: nothing,
  body: z.strictObject({ email, recoveryAuth: proof, deviceId: z.optional(deviceId) }),
  answer: session,
} as const satisfies Wire

export const readSessionWire = /* @__PURE__ */ {
  name: 'read-session',
  method: 'get',
  path: '/sessions/current',
  params: nothing,
  query: nothing,
  body: nothing,
  answer: z.strictObject({
    ...session.shape,
    email: z.string(),
    createdAt: instant,
    provedAt: z.nullable(instant),
  }),
} as const satisfies Wire

export const renewProofWire = /* @__PURE__ */ {
  name: 'renew-proof',
  method: 'post',
  path: '/sessions/current/proof',
  params: nothing,
  query: nothing,
  body: provedBy,
  answer: nothing,
} as const satisfies Wire

export const signOutWire = /* @__PURE__ */ {
  name: 'sign-out',
  method: 'delete',
  path: '/sessions/current',
  params: nothing,
  query: nothing,
  body: nothing,
  answer: nothing,
} as const satisfies Wire

/** Opens one socket. */
export const createSocketTicketWire = /* @__PURE__ */ {
  name: 'create-socket-ticket',
  method: 'post',
  path: '/socket-tickets',
  params: nothing,
  query: nothing,
  body: nothing,
  answer: z.strictObject({ ticket: secretText, expiresAt: instant }),
} as const satisfies Wire
