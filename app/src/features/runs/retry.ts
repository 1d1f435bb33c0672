/**
 * When to ask again without the person: only before the first part has come, since an answer half given may
 * have been paid for and must not be given twice; only for failures that pass by themselves.
 */

import { isTransient, type ProviderError } from '../providers/provider-error.ts'

const maxAttempts = 4
const firstDelay = 1_000
const longestDelay = 20_000

/** Milliseconds to wait before the next attempt, or null to stop. `fraction` is random in [0, 1). */
export const retryDelay = (error: ProviderError, attempt: number, fraction: number): number | null => {
  if (!isTransient(error) || attempt >= maxAttempts) return null
  // "Full jitter" spreads what failed together (Brooker, "Exponential Backoff and Jitter", 2015); half of it is
  // kept as a floor so that a retry is never at once.
  const ceiling = Math.min(longestDelay, firstDelay * 2 ** (attempt - 1))
  const jittered = ceiling / 2 + (ceiling / 2) * fraction
  return Math.max(jittered, error.retryAfter ?? 0)
}

/** Nobody was there to be asked. */
export const isAway = ({ type }: ProviderError): boolean =>
  type === 'network-offline' || type === 'host-unreachable' || type === 'connect-timeout'
