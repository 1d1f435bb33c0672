/** Coming to a server: whether it takes new accounts, making one, and invitations. */

import * as z from 'zod/mini'
import type { InvitationId } from '../../ids.ts'
import { identity, kdf, mostDevices, newDevice, session, signedState, unlockWrap } from './account-fields.ts'
import { accountId, email, instant, nextPage, pageAfter, proof, secretText } from './fields.ts'
import { nothing, type Wire } from './wire.ts'

export const registrations = ['open', 'invitation', 'closed'] as const

export const readRegistrationWire = /* @__PURE__ */ {
  name: 'read-registration',
  method: 'get',
  path: '/registration',
  params: nothing,
  query: nothing,
  body: nothing,
  answer: z.strictObject({ registration: z.enum(registrations), isFirst: z.boolean() }),
} as const satisfies Wire

export const createAccountWire = /* @__PURE__ */ {
  name: 'create-account',
  method: 'post',
  path: '/accounts',
  params: nothing,
  query: nothing,
  body: z.strictObject({
    accountId,
    email,
    invitation: z.optional(secretText),
    kdf,
    authKey: proof,
    recoveryAuth: z.optional(proof),
    wraps: z.array(unlockWrap).check(z.minLength(1), z.maxLength(mostDevices + 2)),
    identity,
    device: newDevice,
    state: signedState,
  }),
  answer: session,
} as const satisfies Wire

const invitationId = /* @__PURE__ */ z.pipe(z.uuid(), z.custom<InvitationId>())

export const createInvitationWire = /* @__PURE__ */ {
  name: 'create-invitation',
  method: 'post',
  path: '/invitations',
  params: nothing,
  query: nothing,
  body: z.strictObject({
    uses: z._default(z.int().check(z.gte(1), z.lte(100)), 1),
    days: z._default(z.int().check(z.gte(1), z.lte(30)), 7),
  }),
  answer: z.strictObject({ invitationId, invitation: secretText, expiresAt: instant }),
} as const satisfies Wire

export const listInvitationsWire = /* @__PURE__ */ {
  name: 'list-invitations',
  method: 'get',
  path: '/invitations',
  params: nothing,
  query: pageAfter(invitationId),
  body: nothing,
  answer: z.strictObject({
    invitations: z.array(
      z.strictObject({ invitationId, usesLeft: z.int(), createdAt: instant, expiresAt: instant }),
    ),
    next: nextPage,
  }),
} as const satisfies Wire

export const deleteInvitationWire = /* @__PURE__ */ {
  name: 'delete-invitation',
  method: 'delete',
  path: '/invitations/{invitationId}',
  params: z.strictObject({ invitationId }),
  query: nothing,
  body: nothing,
  answer: nothing,
} as const satisfies Wire
