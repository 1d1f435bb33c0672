/** The surroundings of a dedicated worker in a browser. */

import type { LocalNetworkPermission, Surroundings } from './surroundings.ts'

export const createBrowserSurroundings = (): Surroundings => {
  const blockedOrigins = new Set<string>()

  globalThis.addEventListener('securitypolicyviolation', event => {
    if (event instanceof SecurityPolicyViolationEvent && URL.canParse(event.blockedURI))
      blockedOrigins.add(new URL(event.blockedURI).origin)
  })

  return {
    isOnline: () => navigator.onLine,
    ownOrigin: globalThis.origin,
    localNetworkPermission: async space =>
      (await queryPermission(`${space}-network`)) ??
      (await queryPermission('local-network-access')) ??
      'unknown',
    wasBlockedByPolicy: async origin => {
      await nextTask()
      return blockedOrigins.has(origin)
    },
    fetch: (url, init) => fetch(url, init),
  }
}

/** The report of a refused call is a task of its own, queued before the one that rejects it or right after. */
const nextTask = (): Promise<void> =>
  new Promise(resolve => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })

/**
 * Chromium calls the permissions `loopback-network` and `local-network`, and called both `local-network-access`
 * before; other browsers know neither and throw at the name.
 */
const queryPermission = async (name: string): Promise<LocalNetworkPermission | undefined> => {
  try {
    const descriptor = { name }
    if (!isDescriptor(descriptor)) return undefined
    return (await navigator.permissions.query(descriptor)).state
  } catch {
    return undefined
  }
}

/** TypeScript lists the names that all browsers have; which others there are, the browser itself says. */
const isDescriptor = (value: { readonly name: string }): value is PermissionDescriptor => value.name !== ''
