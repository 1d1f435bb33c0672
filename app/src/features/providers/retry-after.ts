/** How long a provider asks us to wait: by header where the page may read it, else by its own words. */

import { durationToMilliseconds } from './error-body.ts'

/** Five minutes: longer than that, a person decides. */
const maxRetryAfter = 300_000

/**
 * Milliseconds, at most five minutes; undefined when nothing usable was said. A header is seconds or a date
 * (RFC 9110, 10.2.3); most providers do not let a page read it, so the words of the error are looked at too.
 */
export const readRetryAfter = (headers: Headers, message: string, now: number): number | undefined => {
  const wait =
    fromMilliseconds(headers.get('retry-after-ms')) ??
    fromHeader(headers.get('retry-after'), now) ??
    fromWords(message)
  return wait === undefined ? undefined : Math.min(Math.max(0, Math.ceil(wait)), maxRetryAfter)
}

const fromMilliseconds = (value: string | null): number | undefined =>
  value !== null && /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined

const fromHeader = (value: string | null, now: number): number | undefined => {
  if (value === null) return undefined
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1_000
  // A date begins with its weekday; what else there is (`-5`) would be taken for a year.
  const date = /^[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? undefined : date - now
}

const fromWords = (message: string): number | undefined =>
  durationToMilliseconds(
    /(?:try again|retry) in ((?:\d+h)?(?:\d+m(?!s))?(?:\d+(?:\.\d+)?m?s)?)/i.exec(message)?.[1],
  )
