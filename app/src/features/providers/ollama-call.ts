/**
 * A call of Ollama's own API, which lies beside the compatible one: the address of the provider without its `/v1`,
 * with the key and the headers of any other call.
 */

import type { Opened } from './answer-stream.ts'
import { type CallDeps, openCall } from './open-call.ts'

export interface OllamaCall {
  readonly path: `/api/${string}`
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly body?: Readonly<Record<string, unknown>>
}

export const callOllama = (
  deps: CallDeps,
  { path, method, body }: OllamaCall,
  signal: AbortSignal,
): Promise<Opened> => {
  const { provider, credentials } = deps.access
  const baseUrl = ollamaAddress(provider.baseUrl)
  const access = { credentials, provider: { ...provider, baseUrl } }
  return openCall({ ...deps, access }, body?.['model'] !== undefined, signal, async exchange => {
    const response = await exchange.fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        ...(credentials.apiKey ? { authorization: `Bearer ${credentials.apiKey}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    // The exchange has on record what it said.
    if (!response.ok) throw new Error('Ollama refused')
    return response
  })
}

/** Where `/api` lies. */
const ollamaAddress = (baseUrl: string): string => baseUrl.replace(/\/+$/, '').replace(/\/v1$/, '')
