/** Every header of every answer but its type, its length and its validator, decided by the path alone. */

import {
  computingPolicy,
  downloadPolicy,
  drawingPolicy,
  enginePolicy,
  imagePolicy,
  inertPolicy,
  modelPolicy,
  pagePolicy,
  providerPolicy,
  type Reached,
  serviceWorkerPolicy,
  vectorsPolicy,
} from './content-security-policy.ts'

export type AnswerKind =
  | 'page'
  | 'engine-worker'
  | 'provider-worker'
  | 'image-worker'
  | 'download-worker'
  | 'model-worker'
  | 'vectors-worker'
  | 'computing-worker'
  | 'service-worker'
  | 'drawing'
  | 'asset'
  | 'api'

/** The bundler's own names: eight characters of hash and nothing between, so no other chunk can pass for a worker. */
const workerEntry = /^\/assets\/(\w+)\.worker-[\w-]{8}\.js$/

/** What a file of the built app is, by its path below the app's root. A script that is not known is inert. */
export const answerKind = (path: string): AnswerKind => {
  if (path.endsWith('.html')) return 'page'
  if (path.endsWith('.svg')) return 'drawing'
  if (path === '/sw.js') return 'service-worker'
  switch (workerEntry.exec(path)?.[1]) {
    case undefined:
      return 'asset'
    case 'main':
      return 'engine-worker'
    case 'provider':
      return 'provider-worker'
    case 'image':
      return 'image-worker'
    case 'download':
      return 'download-worker'
    case 'model':
      return 'model-worker'
    case 'vectors':
      return 'vectors-worker'
    default:
      return 'computing-worker'
  }
}

const contentSecurityPolicy = (kind: AnswerKind, reached: Reached): string => {
  switch (kind) {
    case 'page':
      return pagePolicy(reached)
    case 'engine-worker':
      return enginePolicy(reached)
    case 'provider-worker':
      return providerPolicy
    case 'image-worker':
      return imagePolicy
    case 'download-worker':
      return downloadPolicy
    case 'model-worker':
      return modelPolicy
    case 'vectors-worker':
      return vectorsPolicy
    case 'computing-worker':
      return computingPolicy
    case 'service-worker':
      return serviceWorkerPolicy
    case 'drawing':
      return drawingPolicy
    case 'asset':
    case 'api':
      return inertPolicy
  }
}

/** Without `bluetooth`, which Chromium does not know and complains of on every page. */
const permissions = [
  'camera=(self)',
  'microphone=(self)',
  'clipboard-write=(self)',
  'publickey-credentials-get=(self)',
  'publickey-credentials-create=(self)',
  'geolocation=()',
  'payment=()',
  'usb=()',
  'serial=()',
  'hid=()',
  'display-capture=()',
].join(', ')

/** No CORS header on purpose: nothing here is for another origin. */
const always: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  // Room ids stand in addresses.
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Origin-Agent-Cluster': '?1',
  'Permissions-Policy': permissions,
}

/** `http://localhost` belongs to every program of the machine; a year of HTTPS only would break the others. */
const isLoopback = (host: string): boolean => /^(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/i.test(host)

const transportSecurity = ({ secure, host }: Reached): Readonly<Record<string, string>> =>
  secure && host !== undefined && !isLoopback(host)
    ? { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' }
    : {}

/**
 * A hashed name never changes its content, so it is never asked for again; but a worker lives by the policy in its
 * headers, which a later version of the server may tighten, so workers are, like everything else, and answered 304.
 */
export const cacheControl = (path: string): string =>
  path.startsWith('/assets/') && !workerEntry.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache'

export const securityHeaders = (kind: AnswerKind, reached: Reached): Readonly<Record<string, string>> => ({
  'Content-Security-Policy': contentSecurityPolicy(kind, reached),
  ...always,
  ...transportSecurity(reached),
})

const soundHost = /^(?:[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i

/** The `Host` a client sends goes into a header we send: only a sound one is used. */
export const readHost = (host: string | undefined): string | undefined =>
  host !== undefined && soundHost.test(host) ? host : undefined
