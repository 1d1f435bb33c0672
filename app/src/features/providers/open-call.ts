/** Makes a call through a vendor's SDK and says what became of it: a response, or a named reason why not. */

import type { Clock } from '@weft/shared/env.ts'
import type { Opened } from './answer-stream.ts'
import { type CallFacts, classifyError, toProviderError } from './classify-error.ts'
import { diagnoseFetchFailure } from './diagnose-fetch-failure.ts'
import { isMarkup, readErrorBody } from './error-body.ts'
import { createExchange, type Exchange, type ExchangeOutcome } from './exchange.ts'
import type { ProviderAccess } from './provider-access.ts'
import type { ProviderError } from './provider-error.ts'
import { readRetryAfter } from './retry-after.ts'
import { secretsOf, withoutSecrets } from './secrets.ts'
import type { Surroundings } from './surroundings.ts'

export interface CallDeps {
  readonly access: ProviderAccess
  readonly clock: Clock
  readonly surroundings: Surroundings
}

/**
 * `send` uses the SDK with the exchange's `fetch`; whatever it throws, the exchange knows what happened. Rejects
 * only when `signal` aborts, and for faults of ours.
 */
export const openCall = async (
  deps: CallDeps,
  namesModel: boolean,
  signal: AbortSignal,
  send: (exchange: Exchange) => Promise<Response>,
): Promise<Opened> => {
  const exchange = createExchange(deps.surroundings.fetch, deps.access, signal)
  try {
    return { ok: true, response: await send(exchange) }
  } catch (cause) {
    if (signal.aborted) throw cause
    const outcome = exchange.outcome()
    if (outcome === undefined || outcome.type === 'answered') throw cause
    const error = await outcomeToError(outcome, deps, namesModel)
    return { ok: false, error: withoutSecrets(error, secretsOf(deps.access.credentials)) }
  }
}

const outcomeToError = async (
  outcome: Exclude<ExchangeOutcome, { readonly type: 'answered' }>,
  deps: CallDeps,
  namesModel: boolean,
): Promise<ProviderError> => {
  switch (outcome.type) {
    case 'failed':
      return diagnoseFetchFailure(deps.access.provider.baseUrl, deps)
    case 'redirected':
      return { type: 'not-an-api', ...(outcome.status === 0 ? {} : { status: outcome.status }) }
    case 'refused':
      return refusalToError(outcome, deps, { namesModel, hasKey: hasKey(deps.access) })
  }
}

const refusalToError = (
  { status, headers, body: text }: Extract<ExchangeOutcome, { readonly type: 'refused' }>,
  { clock }: CallDeps,
  call: CallFacts,
): ProviderError => {
  const body = readErrorBody(text)
  // A page that says 404 or 403 is a web server's, not an API's; one that says 5xx stands before an API that is down.
  const type =
    isMarkup(text) && status < 500 && status !== 429 ? 'not-an-api' : classifyError(status, body, call)
  return toProviderError(type, {
    status,
    message: body.message,
    retryAfter: body.retryAfter ?? readRetryAfter(headers, body.message, clock.now()),
  })
}

const hasKey = ({ credentials }: ProviderAccess): boolean =>
  Boolean(credentials.apiKey) || (credentials.headers ?? []).length > 0
