/**
 * What can be asked about the browser when a call failed and nobody says why. The real one reads a worker's
 * globals; tests hand in another.
 */

import type { Fetch } from './exchange.ts'

export type LocalNetworkPermission = 'granted' | 'denied' | 'prompt' | 'unknown'

export interface Surroundings {
  /** `navigator.onLine`: false is certain, true is not. */
  readonly isOnline: () => boolean
  /** Origin of the page this runs for. */
  readonly ownOrigin: string
  /** Whether the browser's permission for that part of the network was given. */
  readonly localNetworkPermission: (space: 'loopback' | 'local') => Promise<LocalNetworkPermission>
  /** Whether the content security policy has refused a call to that origin. */
  readonly wasBlockedByPolicy: (origin: string) => Promise<boolean>
  readonly fetch: Fetch
}
