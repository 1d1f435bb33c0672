/** Every way in which POST /sync is refused before its first byte (docs/protocol.md, H1). Later it can only be cut. */

import { STATUS_CODES } from 'node:http'
import type { ProblemDetails } from '@weft/shared/protocol/http.ts'
import { problemContentType } from '@weft/shared/protocol/http.ts'
import type { Response } from 'express'

export const syncProblems = {
  'request-malformed': { status: 400, detail: 'The body does not begin as this protocol does.' },
  'content-type-unsupported': { status: 415, detail: 'The body must be of the content type of /sync.' },
  'client-too-old': { status: 426, detail: 'This version is no longer served; update the app.' },
  'client-too-new': {
    status: 503,
    detail: 'The server is older than the app; come back when it was updated.',
  },
  'origin-refused': { status: 403, detail: 'Only pages of this server may ask for this.' },
  'connection-not-secure': {
    status: 403,
    detail: 'Sync needs HTTPS. If a proxy in front of this server has it, TRUST_PROXY must say so.',
  },
  'session-missing': { status: 401, detail: 'Nobody is signed in here, or no longer.' },
  'not-found': { status: 404, detail: 'There is no such workspace, or it is not yours.' },
  'sender-slow': { status: 408, detail: 'The body came too slowly.' },
  'too-many-syncs': { status: 429, detail: 'This session syncs too often at once.' },
  'server-busy': { status: 503, detail: 'Too many devices sync at this moment.' },
  'server-stopping': { status: 503, detail: 'The server restarts; come back after a pause.' },
  'database-unavailable': { status: 503, detail: 'The database does not answer.' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly detail: string }>>

export type SyncProblem = keyof typeof syncProblems

/** Seconds to wait before asking again, where asking again is the answer. */
const retryAfter: Readonly<Partial<Record<SyncProblem, number>>> = {
  'client-too-new': 3_600,
  'too-many-syncs': 5,
  'server-busy': 5,
  'server-stopping': 5,
  'database-unavailable': 5,
}

export const sendSyncProblem = (response: Response, problem: SyncProblem): void => {
  const { status, detail } = syncProblems[problem]
  const wait = retryAfter[problem]
  const body: ProblemDetails = {
    type: `urn:weft:problem:${problem}`,
    title: STATUS_CODES[status] ?? '',
    status,
    code: problem,
    detail,
    ...(wait === undefined ? {} : { retryAfter: wait }),
    requestId: response.getHeader('X-Request-Id'),
  }
  if (wait !== undefined) response.set('Retry-After', String(wait))
  // Otherwise the connection would wait for the rest of a body that comes too slowly.
  if (problem === 'sender-slow') response.set('Connection', 'close')
  response.status(status).set('Cache-Control', 'no-store').type(problemContentType).send(JSON.stringify(body))
}
