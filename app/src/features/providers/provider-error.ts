/**
 * Why a provider gave no answer, or not a whole one. Each tag has its words for an answer in `runs/error-words.ts`
 * and for a test of the connection in `connection-text.ts`; `detail` is the provider's own, shown as inert text.
 */

import type { TaggedError } from '@weft/shared/result.ts'

export const providerErrorTypes = [
  'key-refused', // 401
  'key-missing',
  'access-denied', // 403: region, organisation, permission
  'model-not-found', // 404, or 400 that names the model
  'quota-exhausted', // 402, or 429 that speaks of money
  'rate-limited', // 429
  'overloaded', // 503, 529
  'provider-failed', // other 5xx
  'request-refused', // other 4xx: the provider would not take the request
  'context-too-long',
  'network-offline', // the browser has no network
  'host-unreachable', // DNS, TLS, connection refused: nothing answered
  'cors-blocked', // something answers, but not to this page
  'mixed-content', // https page, http address
  'local-network-denied', // the browser's local network permission
  'local-network-unasked', // it was not given, and not refused either
  'csp-blocked', // the worker may not reach that origin until it is started anew
  'connect-timeout', // nothing within 30 s
  'idle-timeout', // nothing for 60 s between parts
  'stream-cut', // the connection ended before the answer did
  'stream-malformed', // not the format it should be
  'stream-too-large', // an answer or a line beyond every sane size
  'answer-empty', // a finished answer without anything in it
  'attachment-missing', // a file of the message is not on this device, and no server gave it
  'not-an-api', // a web page answered: wrong address or a sign-in page
  'model-not-here', // a model of this device whose files are not on it
  'model-unfit', // this device cannot run it: `detail` is a reason of `preflight.ts`
  'model-out-of-memory', // it needs more memory than there is, or the graphics processor gave up
  'model-broken', // its files do not make a model that runs
  'engine-not-here', // the part of Weft that runs it has not come yet
] as const

export type ProviderErrorType = (typeof providerErrorTypes)[number]

export interface ProviderError extends TaggedError<ProviderErrorType> {
  /** HTTP status, where there was one. */
  readonly status?: number
  /** What the provider said, cut to 2,000 characters. */
  readonly detail?: string
  /** Milliseconds the provider asks us to wait, at most five minutes. */
  readonly retryAfter?: number
}

/** Errors that may pass by themselves, so that asking again without the person is right (before the first part only). */
export const isTransient = (error: ProviderError): boolean =>
  error.type === 'rate-limited' ||
  error.type === 'overloaded' ||
  error.type === 'provider-failed' ||
  error.type === 'host-unreachable' ||
  error.type === 'connect-timeout' ||
  error.type === 'stream-cut'
