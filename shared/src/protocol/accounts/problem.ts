/**
 * Every way in which an operation may be refused, as RFC 9457 problem details. The tag is what a client goes by and
 * never changes; the server has a text for each, for people who read logs.
 */

import * as z from 'zod/mini'

export const problemTypes = [
  'request-malformed',
  'body-too-large',
  'content-type-unsupported',
  'origin-refused',
  'connection-not-secure',
  'session-missing',
  'proof-needed',
  'administrator-needed',
  'device-needed',
  'session-has-device',
  'not-found',
  'sign-in-refused',
  'too-many-attempts',
  'server-busy',
  'database-unavailable',
  'registration-closed',
  'invitation-invalid',
  'email-taken',
  'id-taken',
  'state-moved',
  'state-malformed',
  'state-signature-wrong',
  'state-inconsistent',
  'generation-unknown',
  'workspace-taken',
  'ticket-invalid',
  'rendezvous-taken',
  'rendezvous-full',
  'quota-exceeded',
  'blob-differs',
  'blob-damaged',
  'upload-moved',
  'upload-too-slow',
  'range-unsatisfiable',
] as const

export type ProblemType = (typeof problemTypes)[number]

const prefix = 'urn:weft:problem:'

export const problemUri = (type: ProblemType): string => prefix + type

/** Undefined for one of a newer server. */
export const problemOfUri = (uri: string): ProblemType | undefined =>
  problemTypes.find(type => problemUri(type) === uri)

export const ProblemBody = /* @__PURE__ */ z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  /** Where the request is wrong: names of fields, never their values. */
  fields: z.optional(z.array(z.string())),
  /** By which the server's log is found. */
  requestId: z.optional(z.string()),
})
