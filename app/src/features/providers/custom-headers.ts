/** Headers a person adds to every call to a provider, for a gateway or an organisation. */

import { isHeaderValue } from './key-checks.ts'

export type HeaderProblem =
  | 'name-missing'
  | 'name-wrong' // not letters, digits and the few signs that are allowed
  | 'name-twice'
  | 'set-by-browser' // a page may not set it
  | 'set-by-weft' // the call would not be what it must be
  | 'value-wrong' // line ends, or letters no header can carry

export interface HeaderError {
  readonly type: HeaderProblem
}

export interface CustomHeader {
  readonly name: string
  readonly value: string
}

/** Fetch standard, "forbidden request-header": browsers leave them out without a word. */
const ofBrowser =
  /^(?:accept-charset|accept-encoding|access-control-.*|connection|content-length|cookie2?|date|dnt|expect|host|keep-alive|origin|referer|set-cookie|te|trailer|transfer-encoding|upgrade|via|user-agent|proxy-.*|sec-.*)$/

/** Without these as they are, the answer could not be read; one of them lets a request pretend another method. */
const ofWeft = /^(?:content-type|accept|content-encoding|x-http-method(?:-override)?|x-method-override)$/

/** Why a header cannot be added; undefined when it can. `others` are the names it stands beside. */
export const headerProblem = (header: CustomHeader, others: readonly string[]): HeaderError | undefined => {
  const name = header.name.trim().toLowerCase()
  if (name === '') return { type: 'name-missing' }
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) return { type: 'name-wrong' }
  if (ofBrowser.test(name)) return { type: 'set-by-browser' }
  if (ofWeft.test(name)) return { type: 'set-by-weft' }
  if (others.some(other => other.trim().toLowerCase() === name)) return { type: 'name-twice' }
  return isHeaderValue(header.value.trim()) ? undefined : { type: 'value-wrong' }
}
