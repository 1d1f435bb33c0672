/**
 * Where a link may lead: to the web or to a mail address, nowhere else, whatever way it was written. The address
 * is read by the browser's own URL parser, and its normal form is what gets opened, so what is checked and what
 * is opened cannot differ. Hosts are in ASCII: a look-alike letter shows as `xn--…`.
 */

export type LinkTarget =
  | { readonly type: 'web'; readonly address: string; readonly host: string; readonly login: boolean }
  | { readonly type: 'mail'; readonly address: string; readonly recipient: string }
  /** Not opened: a scheme that can act on the machine, a path without a host, or nonsense. */
  | { readonly type: 'none'; readonly written: string }

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export const linkTarget = (written: string): LinkTarget => {
  const url = URL.canParse(written) ? new URL(written) : null
  switch (url?.protocol) {
    case 'http:':
    case 'https:':
      return { type: 'web', address: url.href, host: url.host, login: url.username + url.password !== '' }
    case 'mailto:':
      return { type: 'mail', address: url.href, recipient: decode(url.pathname) }
    default:
      return { type: 'none', written }
  }
}

/** The part of a text that a reader takes for the host: what stands between the scheme and the path. */
const shownHost = (text: string): string =>
  text
    .trim()
    .replace(/^https?:\/\//i, '')
    .split(/[/?#\s]/, 1)[0] ?? ''

/**
 * What a link's own words do not say and so is shown beside them; null when they say it. Nothing is guessed: the
 * words must begin with the very host, and an address with a login in it never speaks for itself.
 */
export const unsaidTarget = (target: LinkTarget, text: string): string | null => {
  switch (target.type) {
    case 'web':
      return !target.login && shownHost(text).toLowerCase() === target.host ? null : target.host
    case 'mail':
      return text.trim().toLowerCase() === target.recipient.toLowerCase() ? null : target.recipient
    case 'none':
      return text.trim() === target.written ? null : target.written
  }
}
