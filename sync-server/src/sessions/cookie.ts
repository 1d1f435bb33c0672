/**
 * The session's token in its cookie. `__Host-` makes the browser insist on HTTPS, this host and the whole path, so a
 * neighbouring host cannot plant one. Browsers keep no such cookie for plain HTTP, which is allowed on loopback only;
 * there it has a plain name.
 */

import type { CookieOptions } from 'express'

export type CookieChange =
  | { readonly type: 'set'; readonly token: string; readonly expiresAt: Date }
  | { readonly type: 'clear' }

export const cookieName = (secure: boolean): string => (secure ? '__Host-weft' : 'weft')

export const cookieOptions = (secure: boolean): CookieOptions => ({
  httpOnly: true,
  sameSite: 'strict',
  path: '/',
  secure,
})

const token = /^[A-Za-z0-9_-]{43}$/

/** Of two cookies of one name none is taken: one of them was planted. */
export const readCookie = (header: string | undefined, secure: boolean): string | undefined => {
  const values = (header ?? '').split(';').flatMap(pair => {
    const [name, value = ''] = pair.trim().split('=', 2)
    return name === cookieName(secure) ? [value] : []
  })
  const [value] = values
  return values.length === 1 && value !== undefined && token.test(value) ? value : undefined
}
