/** OpenAI's SDK for one call: it builds the request and its authentication; everything else is ours. */

import { OpenAI } from 'openai'
import type { Exchange } from './exchange.ts'
import type { ProviderAccess } from './provider-access.ts'

/**
 * Built for a call and dropped after it, so that no key outlives it. Retries are the run's business, nothing is
 * logged, and what the SDK would read from an environment is shut off.
 */
export const createOpenAIClient = ({ provider, credentials }: ProviderAccess, exchange: Exchange): OpenAI => {
  const key = credentials.apiKey ?? ''
  return new OpenAI({
    baseURL: provider.baseUrl,
    // The SDK insists on a key; without one the header is taken out again.
    apiKey: key === '' ? 'none' : key,
    defaultHeaders: key === '' ? { authorization: null } : {},
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    fetch: exchange.fetch,
    maxRetries: 0,
    logLevel: 'off',
    dangerouslyAllowBrowser: true,
  })
}
