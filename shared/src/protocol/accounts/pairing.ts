/**
 * Where two devices meet, and how the new one gets a session. What they say is sealed, bounded and short-lived:
 * nobody can make this a channel for something else.
 */

import * as z from 'zod/mini'
import { session } from './account-fields.ts'
import { bytes, instant, secretText } from './fields.ts'
import { nothing, type Wire } from './wire.ts'

/** 128 bits in base 32, as the offer gives them. */
const rendezvousId = /* @__PURE__ */ z.string().check(z.regex(/^[a-z2-7]{26}$/))
const inRendezvous = /* @__PURE__ */ z.strictObject({ rendezvousId })
const byParticipant = { token: secretText }

/** A pairing takes three; more is somebody using the server to talk. */
export const mostMessages = 10
/** A grant has a few hundred bytes; more is sent to fill the database. */
const message = /* @__PURE__ */ bytes(1, 16 * 1024)
/** An address of a server, a key and a nonce, sealed. */
const sealedOffer = /* @__PURE__ */ bytes(1, 1024)
const number = /* @__PURE__ */ z.int().check(z.gte(0), z.lte(mostMessages))

export const createRendezvousWire = /* @__PURE__ */ {
  name: 'create-rendezvous',
  method: 'post',
  path: '/rendezvous',
  params: nothing,
  query: nothing,
  body: z.strictObject({
    rendezvousId,
    lifetime: z.enum(['scan', 'type']),
    sealedOffer: z.optional(sealedOffer),
  }),
  answer: z.strictObject({ token: secretText, expiresAt: instant }),
} as const satisfies Wire

export const joinRendezvousWire = /* @__PURE__ */ {
  name: 'join-rendezvous',
  method: 'post',
  path: '/rendezvous/{rendezvousId}/joiner',
  params: inRendezvous,
  query: nothing,
  body: nothing,
  answer: z.strictObject({ token: secretText, expiresAt: instant, sealedOffer: z.nullable(sealedOffer) }),
} as const satisfies Wire

export const sendMessageWire = /* @__PURE__ */ {
  name: 'send-message',
  method: 'post',
  path: '/rendezvous/{rendezvousId}/messages',
  params: inRendezvous,
  query: nothing,
  body: z.strictObject({ ...byParticipant, bytes: message }),
  answer: z.strictObject({ number }),
} as const satisfies Wire

export const waitForMessagesWire = /* @__PURE__ */ {
  name: 'wait-for-messages',
  method: 'post',
  path: '/rendezvous/{rendezvousId}/wait',
  params: inRendezvous,
  query: nothing,
  body: z.strictObject({ ...byParticipant, after: number }),
  answer: z.strictObject({ messages: z.array(z.strictObject({ number, bytes: message })) }),
} as const satisfies Wire

export const closeRendezvousWire = /* @__PURE__ */ {
  name: 'close-rendezvous',
  method: 'delete',
  path: '/rendezvous/{rendezvousId}',
  params: inRendezvous,
  query: nothing,
  body: z.strictObject(byParticipant),
  answer: nothing,
} as const satisfies Wire

/** What an existing device gives to a new one, sealed, at the end of a pairing. */
export const createDeviceTicketWire = /* @__PURE__ */ {
  name: 'create-device-ticket',
  method: 'post',
  path: '/device-tickets',
  params: nothing,
  query: nothing,
  body: nothing,
  answer: z.strictObject({ ticket: secretText, expiresAt: instant }),
} as const satisfies Wire

export const useDeviceTicketWire = /* @__PURE__ */ {
  name: 'use-device-ticket',
  method: 'post',
  path: '/device-tickets/use',
  params: nothing,
  query: nothing,
  body: z.strictObject({ ticket: secretText }),
  answer: session,
} as const satisfies Wire
