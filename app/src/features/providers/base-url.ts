/**
 * What a person typed as a provider's address: as it will be used, with what was changed, or why it cannot be.
 * Pure; the form shows the preview while one types.
 */

import { err, ok, type Result } from '@weft/shared/result.ts'
import type { ProviderDialect } from '@weft/shared/schema/provider.ts'
import { addressSpaceOf } from './address-space.ts'

export interface BaseUrl {
  /** Scheme, host and path, without a slash at the end. */
  readonly url: string
  readonly changes: readonly BaseUrlChange[]
}

/** What was made of the text, each to be said beside the preview. */
export type BaseUrlChange =
  | 'scheme-added'
  | 'slash-removed'
  | 'endpoint-removed' // a whole endpoint was pasted
  | 'version-repeated' // /v1/v1
  | 'version-added' // a bare host of a compatible server
  | 'host-encoded' // letters beyond ASCII, shown as they go over the wire

export type BaseUrlProblem =
  | 'empty'
  | 'not-an-address'
  | 'spaces'
  | 'scheme' // anything but http and https
  | 'credentials' // name or password in the address
  | 'query' // a question mark or a fragment
  | 'mixed-content' // plain http from an https page
  | 'plain-http' // plain http to a host on the internet

export interface BaseUrlError {
  readonly type: BaseUrlProblem
}

export interface BaseUrlContext {
  readonly dialect: ProviderDialect
  /** Origin of this page. */
  readonly ownOrigin: string
}

/** Endings of the endpoints themselves, which people copy from a vendor's page. */
const endpoints = /\/(?:chat\/completions|completions|responses|messages|models|embeddings)$/

export const readBaseUrl = (text: string, context: BaseUrlContext): Result<BaseUrl, BaseUrlError> => {
  const typed = text.trim()
  if (typed === '') return err({ type: 'empty' })
  if (/\s/.test(typed)) return err({ type: 'spaces' })
  const changes: BaseUrlChange[] = []
  const url = parse(typed, changes)
  if (!url.ok) return url
  const problem = problemOf(url.value, context)
  if (problem) return err({ type: problem })
  if (url.value.hostname.includes('xn--') && !typed.toLowerCase().includes('xn--'))
    changes.push('host-encoded')
  return ok({ url: url.value.origin + tidyPath(url.value.pathname, context.dialect, changes), changes })
}

const parse = (typed: string, changes: BaseUrlChange[]): Result<URL, BaseUrlError> => {
  const scheme = /^([a-z][a-z0-9+.-]*):(?!\d)/i.exec(typed)?.[1]?.toLowerCase()
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') return err({ type: 'scheme' })
  if (scheme !== undefined && !/^https?:\/\//i.test(typed)) return err({ type: 'not-an-address' })
  const full = scheme === undefined ? `${schemeFor(typed)}://${typed.replace(/^\/+/, '')}` : typed
  if (scheme === undefined) changes.push('scheme-added')
  if (!URL.canParse(full)) return err({ type: 'not-an-address' })
  const url = new URL(full)
  const isHost =
    url.hostname.includes('.') || url.hostname.startsWith('[') || addressSpaceOf(url.hostname) === 'loopback'
  // A single word is a host only when the person says so by a scheme or a port.
  return isHost || scheme !== undefined || url.port !== '' ? ok(url) : err({ type: 'not-an-address' })
}

/** One's own machine seldom has a certificate; everybody else has one. */
const schemeFor = (typed: string): string => {
  const host = URL.canParse(`http://${typed}`) ? new URL(`http://${typed}`).hostname : ''
  return addressSpaceOf(host) === 'public' ? 'https' : 'http'
}

const problemOf = (url: URL, { ownOrigin }: BaseUrlContext): BaseUrlProblem | undefined => {
  if (url.username !== '' || url.password !== '') return 'credentials'
  if (url.search !== '' || url.hash !== '') return 'query'
  const space = addressSpaceOf(url.hostname)
  if (url.protocol !== 'http:' || space === 'loopback') return undefined
  if (space === 'public') return ownOrigin.startsWith('https:') ? 'mixed-content' : 'plain-http'
  return undefined
}

const tidyPath = (path: string, dialect: ProviderDialect, changes: BaseUrlChange[]): string => {
  let tidy = path.replace(/\/{2,}/g, '/')
  // The one slash of a bare host is the browser's, not the person's.
  if (tidy.length > 1 && tidy.endsWith('/')) changes.push('slash-removed')
  tidy = tidy.replace(/\/+$/, '')
  if (endpoints.test(tidy)) {
    changes.push('endpoint-removed')
    tidy = tidy.replace(endpoints, '')
  }
  if (/\/(v\d+)\/\1$/.test(tidy)) {
    changes.push('version-repeated')
    tidy = tidy.replace(/\/(v\d+)\/\1$/, '/$1')
  }
  return withVersion(tidy, dialect, changes)
}

/** Anthropic's SDK adds `/v1` itself; compatible servers have it nearly always, and a bare host never answers. */
const withVersion = (path: string, dialect: ProviderDialect, changes: BaseUrlChange[]): string => {
  if (dialect === 'anthropic') {
    if (!path.endsWith('/v1')) return path
    changes.push('endpoint-removed')
    return path.replace(/\/v1$/, '')
  }
  if (path !== '') return path
  changes.push('version-added')
  return '/v1'
}
