/**
 * The Content-Security-Policy under which the provider worker runs: it may ask the person's providers and nobody
 * else, so that code which got into it has nowhere to send a key. The server cannot know the providers; the
 * service worker reads them and narrows the policy the server gave (`providerPolicy` in the server's
 * `content-security-policy.ts`).
 */

/**
 * Always reachable: servers for models on this machine are looked for on several ports, and nobody far away can
 * listen there.
 */
const loopback = ['http://localhost:*', 'http://127.0.0.1:*']

/**
 * Letters, digits, dots, hyphens, underscores: an URL's host may have `;` and `'`, a policy may not. An IPv6
 * address cannot be named in a policy at all.
 */
const plainOrigin = /^https?:\/\/[a-z0-9._-]+(?::\d{1,5})?$/

/** The origin of a provider's base URL, or undefined when it is none that a policy can name. */
const toProviderOrigin = (baseUrl: string): string | undefined => {
  const origin = URL.canParse(baseUrl) ? new URL(baseUrl).origin : ''
  return plainOrigin.test(origin) ? origin : undefined
}

/** Origins of these addresses, each once, in a fixed order. What has no plain origin is left out. */
export const toProviderOrigins = (baseUrls: readonly string[]): readonly string[] =>
  [...new Set(baseUrls.map(toProviderOrigin).filter(origin => origin !== undefined))].toSorted()

/** Used when the stored answer has no policy of its own, which only a server of somebody else's making leaves out. */
const fallbackPolicy =
  "default-src 'none'; script-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"

/** The server's policy with `connect-src` narrowed to `origins`, this machine and the page's own origin. */
export const narrowPolicy = (policy: string | null, origins: readonly string[]): string => {
  const others = (policy ?? fallbackPolicy)
    .split(';')
    .map(directive => directive.trim())
    .filter(directive => directive !== '' && !/^connect-src(?:\s|$)/i.test(directive))
  return [...others, ["connect-src 'self'", ...loopback, ...origins].join(' ')].join('; ')
}
