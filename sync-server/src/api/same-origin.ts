/**
 * Whether a request that changes something comes from a page of this server. A browser says so itself in
 * `Sec-Fetch-Site` or in `Origin`, and no page can make it say something else. One of them must be there, and none may
 * say otherwise. Together with a cookie that is `SameSite=Strict`, a body that only script can send, and no CORS.
 */

export interface OriginClaims {
  readonly secFetchSite: string | undefined
  readonly origin: string | undefined
  /** Under which the server was reached: scheme, host and port. */
  readonly expected: string
}

export const isSameOrigin = ({ secFetchSite, origin, expected }: OriginClaims): boolean =>
  (secFetchSite !== undefined || origin !== undefined) &&
  (secFetchSite === undefined || secFetchSite === 'same-origin') &&
  (origin === undefined || origin === expected)

/** A form of a foreign page can send text and forms, never this. */
export const isJson = (contentType: string | undefined): boolean =>
  /^application\/json(?:\s*;\s*charset=utf-8)?$/i.test(contentType?.trim() ?? '')

/** Neither can it send this. */
export const isBytes = (contentType: string | undefined): boolean =>
  /^application\/octet-stream$/i.test(contentType?.trim() ?? '')
