/** Anthropic's SDK for one call: it builds the request and its authentication; everything else is ours. */

import { Anthropic } from '@anthropic-ai/sdk'
import type { Exchange } from './exchange.ts'
import type { ProviderAccess } from './provider-access.ts'

/**
 * Built for a call and dropped after it, so that no key outlives it. Retries are the run's business, nothing is
 * logged or traced. Since API version 2026-10-21 the key goes out as a bearer token; servers that imitate the
 * older API look for `x-api-key`, which the vendor's own server would prefer over the token, so both are sent
 * only elsewhere.
 */
export const createAnthropicClient = (
  { provider, credentials }: ProviderAccess,
  exchange: Exchange,
): Anthropic => {
  const key = credentials.apiKey ?? ''
  const isVendor = new URL(provider.baseUrl).hostname === 'api.anthropic.com'
  return new Anthropic({
    baseURL: provider.baseUrl,
    apiKey: key === '' ? 'none' : key,
    defaultHeaders: {
      ...(key === '' ? { authorization: null } : {}),
      ...(key !== '' && !isVendor ? { 'x-api-key': key } : {}),
    },
    webhookKey: null,
    fetch: exchange.fetch,
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
    dangerouslyAllowBrowser: true,
  })
}
