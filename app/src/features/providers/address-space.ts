/**
 * Which network an address lies in, by its name alone. Browsers let a page reach the person's own machine and
 * network only with a permission, and check that a call says which of the two it means.
 *
 * Source: https://wicg.github.io/local-network-access/ (address spaces; `targetAddressSpace`).
 */

export type AddressSpace = 'loopback' | 'local' | 'public'

/** `host` as `URL.hostname` gives it: lower case, IPv6 in brackets, numbers normalised. */
export const addressSpaceOf = (host: string): AddressSpace => {
  if (isLoopback(host)) return 'loopback'
  return isLocal(host) ? 'local' : 'public'
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)

const isLocal = (host: string): boolean =>
  /^10\.\d+\.\d+\.\d+$/.test(host) ||
  /^192\.168\.\d+\.\d+$/.test(host) ||
  /^172\.(1[6-9]|2\d|3[01])\.\d+\.\d+$/.test(host) ||
  /^169\.254\.\d+\.\d+$/.test(host) ||
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d+\.\d+$/.test(host) ||
  /^\[(f[cd]|fe[89ab])/.test(host) ||
  /\.(local|lan|home|internal|home\.arpa)$/.test(host) ||
  (!host.includes('.') && !host.startsWith('['))

/**
 * The request option that names the space, for browsers that know it. A wrong or unknown value would make the
 * call fail, so nothing is said of public addresses and nothing at all to browsers that do not list the word.
 */
export const targetAddressSpace = (host: string): { readonly targetAddressSpace?: string } => {
  const space = addressSpaceOf(host)
  return space !== 'public' && knowsAddressSpaces() ? { targetAddressSpace: space } : {}
}

const knowsAddressSpaces = (): boolean => {
  if (!('targetAddressSpace' in Request.prototype)) return false
  try {
    const probe = { targetAddressSpace: 'loopback' }
    return new Request('http://localhost/', { method: 'GET', ...probe }).url !== ''
  } catch {
    return false
  }
}
