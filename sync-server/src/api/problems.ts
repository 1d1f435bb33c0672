/** What the ways of being refused mean: a status, and a text for people who read logs and documentation. */

import { STATUS_CODES } from 'node:http'
import { type ProblemType, problemUri } from '@weft/shared/protocol/accounts/problem.ts'
import type { Response } from 'express'

interface ProblemKind {
  readonly status: number
  readonly detail: string
}

export const problemKinds: Readonly<Record<ProblemType, ProblemKind>> = {
  'request-malformed': { status: 400, detail: 'The request does not have the form that is documented.' },
  'body-too-large': { status: 413, detail: 'The body is larger than this operation takes.' },
  'content-type-unsupported': { status: 415, detail: 'The body is not of the type that is documented.' },
  'origin-refused': { status: 403, detail: 'Only pages of this server may ask for this.' },
  'connection-not-secure': {
    status: 403,
    detail: 'Accounts need HTTPS. If a proxy in front of this server has it, TRUST_PROXY must say so.',
  },
  'session-missing': { status: 401, detail: 'Nobody is signed in here, or no longer.' },
  'proof-needed': { status: 403, detail: 'The password or the recovery phrase must be proved again first.' },
  'administrator-needed': { status: 403, detail: 'Only an administrator may do this.' },
  'device-needed': { status: 403, detail: 'This session belongs to no device of the account yet.' },
  'session-has-device': { status: 409, detail: 'This session belongs to another device of the account.' },
  'not-found': { status: 404, detail: 'There is no such thing, or it is not yours.' },
  'sign-in-refused': { status: 401, detail: 'The address or the proof is wrong.' },
  'too-many-attempts': {
    status: 429,
    detail: 'There were too many attempts. Wait as long as Retry-After says.',
  },
  'server-busy': { status: 503, detail: 'Too many people are signing in at this moment.' },
  'database-unavailable': { status: 503, detail: 'The database does not answer.' },
  'registration-closed': { status: 403, detail: 'This server takes no new accounts.' },
  'invitation-invalid': { status: 403, detail: 'The invitation is unknown, used up or too old.' },
  'email-taken': { status: 409, detail: 'There is an account with this address.' },
  'id-taken': { status: 409, detail: 'Something else has this id. Make another one.' },
  'state-moved': { status: 409, detail: 'The account has changed meanwhile. Read it and start over.' },
  'state-malformed': { status: 422, detail: 'The account state cannot be read.' },
  'state-signature-wrong': { status: 422, detail: 'The account state is not signed by this account.' },
  'state-inconsistent': { status: 422, detail: 'The account state does not say what was sent with it.' },
  'generation-unknown': { status: 422, detail: 'The account has no account key of this generation.' },
  'workspace-taken': { status: 409, detail: 'This workspace cannot be attached to this account.' },
  'ticket-invalid': { status: 401, detail: 'The ticket is unknown, used or too old.' },
  'rendezvous-taken': { status: 409, detail: 'Two devices have met here already.' },
  'rendezvous-full': { status: 409, detail: 'No more messages fit into this rendezvous.' },
  'quota-exceeded': {
    status: 507,
    detail: 'The account has no room for this. Reading and deleting still work.',
  },
  'blob-differs': { status: 409, detail: 'Other bytes are stored under this id.' },
  'blob-damaged': {
    status: 422,
    detail: 'What came is not what its checksum says. The upload is empty again.',
  },
  'upload-moved': {
    status: 409,
    detail: 'The upload does not end there. Begin it again to know where it does.',
  },
  'upload-too-slow': {
    status: 408,
    detail: 'The next piece did not come in time. What came before it is kept.',
  },
  'range-unsatisfiable': { status: 416, detail: 'The blob has no such bytes.' },
}

export interface Problem {
  readonly type: ProblemType
  /** Where the request is wrong: names of fields, never their values. */
  readonly fields?: readonly string[]
  /** Whole seconds. */
  readonly retryAfter?: number
}

export const sendProblemOf = (response: Response, { type, fields, retryAfter }: Problem): void => {
  const { status, detail } = problemKinds[type]
  if (retryAfter !== undefined) response.set('Retry-After', String(retryAfter))
  response
    .status(status)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(
      JSON.stringify({
        type: problemUri(type),
        title: STATUS_CODES[status],
        status,
        detail,
        fields,
        requestId: response.getHeader('X-Request-Id'),
      }),
    )
}
