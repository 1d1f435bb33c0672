/**
 * CORS as the vendors answer it. What a page may read of an error, and whether `Retry-After` reaches it, is
 * decided here: no vendor is more generous in this provider than it is known to be.
 */
import type { IncomingHttpHeaders } from 'node:http'

export type CorsVendor = 'openai' | 'anthropic' | 'ollama' | 'lmstudio' | 'open'

export interface CorsDecision {
  readonly allowed: boolean
  readonly headers: Readonly<Record<string, string>>
}

const refused: CorsDecision = { allowed: false, headers: {} }

/** Headers for a preflight or for an answer to `requestHeaders`. */
export const decideCors = (
  vendor: CorsVendor,
  requestHeaders: IncomingHttpHeaders,
  preflight: boolean,
): CorsDecision => {
  const origin = requestHeaders.origin
  if (origin === undefined) return { allowed: true, headers: {} }
  const wanted = requestHeaders['access-control-request-headers'] ?? ''
  switch (vendor) {
    case 'openai':
      return preflight
        ? open({ 'access-control-allow-headers': wanted, 'access-control-max-age': '7200' })
        : open({ 'access-control-expose-headers': 'X-Request-ID, Retry-After, Retry-After-Ms' })
    case 'anthropic': {
      const asks = preflight
        ? wanted.toLowerCase().includes(browserAccessHeader)
        : requestHeaders[browserAccessHeader] === 'true'
      if (!asks) return refused
      return preflight
        ? open({ 'access-control-allow-headers': wanted, 'access-control-max-age': '7200' })
        : open({ 'access-control-expose-headers': 'request-id, retry-after' })
    }
    case 'ollama':
      return ollamaCors(origin, wanted, preflight)
    case 'lmstudio':
      // Off until the person turns CORS on in LM Studio's server settings.
      return refused
    case 'open':
      return open(
        preflight ? { 'access-control-allow-headers': wanted } : { 'access-control-expose-headers': '*' },
      )
  }
}

const browserAccessHeader = 'anthropic-dangerous-direct-browser-access'

const open = (more: Readonly<Record<string, string>>): CorsDecision => ({
  allowed: true,
  headers: {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    ...more,
  },
})

/** Ollama allows pages of this machine, and of its request headers only those the OpenAI clients send. */
const ollamaCors = (origin: string, wanted: string, preflight: boolean): CorsDecision => {
  const host = URL.canParse(origin) ? new URL(origin).hostname : ''
  if (!['localhost', '127.0.0.1', '0.0.0.0'].includes(host)) return refused
  const names = wanted.split(',').map(name => name.trim().toLowerCase())
  const unknown = names.filter(
    name => name !== '' && !ollamaHeaders.has(name) && !name.startsWith('x-stainless-'),
  )
  if (preflight && unknown.length > 0) return refused
  return {
    allowed: true,
    headers: {
      'access-control-allow-origin': origin,
      vary: 'Origin',
      'access-control-allow-methods': 'GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS',
      'access-control-allow-headers': [...ollamaHeaders].join(','),
      ...(preflight && names.some(name => name.startsWith('x-stainless-'))
        ? { 'access-control-allow-headers': [...ollamaHeaders, ...names].join(',') }
        : {}),
      'access-control-max-age': '43200',
    },
  }
}

const ollamaHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'content-type',
  'user-agent',
  'accept',
  'x-requested-with',
  'openai-beta',
])
