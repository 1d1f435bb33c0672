/** What a failure that nobody expected is answered with, and how much of it is logged. */

import pg from 'pg'
import { toLogError } from '../rooms/log-error.ts'
import type { Problem } from './problems.ts'

/** Undefined: a mistake of ours, which is a 500. */
export const problemOfFailure = (cause: unknown): Problem | undefined => {
  if (isBodyError(cause)) return { type: cause.status === 413 ? 'body-too-large' : 'request-malformed' }
  if (!(cause instanceof Error)) return undefined
  // unique_violation: ids are made by clients, and two of them are the same only on purpose.
  if (cause instanceof pg.DatabaseError && cause.code === '23505') return { type: 'id-taken' }
  const ended =
    cause instanceof pg.DatabaseError || /^Connection terminated|^Query read timeout/.test(cause.message)
  const { type } = toLogError(cause, true)
  const unreachable = type === 'log-unavailable' || type === 'log-timeout'
  return unreachable || (ended && type === 'outcome-unknown')
    ? { type: 'database-unavailable', retryAfter: 5 }
    : undefined
}

/** PostgreSQL's `detail` shows the row that failed, with everything a client sent: it stays out of the log. */
export const loggedFailure = (cause: unknown): Readonly<Record<string, unknown>> =>
  cause instanceof Error
    ? { message: cause.message, stack: cause.stack, code: 'code' in cause ? cause.code : undefined }
    : { message: 'something that is not an error was thrown' }

interface BodyError {
  readonly status: number
}

/** Express marks what is wrong with a body by a status below 500. */
const isBodyError = (cause: unknown): cause is BodyError =>
  typeof cause === 'object' &&
  cause !== null &&
  'status' in cause &&
  typeof cause.status === 'number' &&
  cause.status >= 400 &&
  cause.status < 500
