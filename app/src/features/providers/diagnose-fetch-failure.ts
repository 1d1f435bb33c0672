/**
 * Why `fetch` failed. To a page every failure is the same “Failed to fetch”, so that it learns nothing about
 * networks it may not see; what a person has to do differs in each case. Asked in an order in which each answer
 * is certain before the next is tried.
 */

import type { Clock } from '@weft/shared/env.ts'
import { addressSpaceOf, targetAddressSpace } from './address-space.ts'
import { createDeadline } from './deadline.ts'
import type { ProviderError, ProviderErrorType } from './provider-error.ts'
import type { Surroundings } from './surroundings.ts'

/** A probe must not make a failed call wait long for its explanation. */
const probeTime = 4_000

export interface DiagnosisDeps {
  readonly clock: Clock
  readonly surroundings: Surroundings
}

export const diagnoseFetchFailure = async (baseUrl: string, deps: DiagnosisDeps): Promise<ProviderError> => ({
  type: await failureOf(new URL(baseUrl), deps),
})

const failureOf = async (target: URL, deps: DiagnosisDeps): Promise<ProviderErrorType> => {
  const { surroundings } = deps
  if (await surroundings.wasBlockedByPolicy(target.origin)) return 'csp-blocked'
  const space = addressSpaceOf(target.hostname)
  if (space !== 'loopback' && !surroundings.isOnline()) return 'network-offline'
  if (isMixedContent(target, surroundings.ownOrigin)) {
    // A browser that asks for the local network lets plain http through once it was allowed.
    const permission = space === 'local' ? await surroundings.localNetworkPermission('local') : 'unknown'
    if (permission === 'denied' || permission === 'prompt') return withoutPermission[permission]
    if (permission === 'unknown') return 'mixed-content'
  }
  if (space !== 'public' && isOutside(surroundings.ownOrigin, space)) {
    const permission = await surroundings.localNetworkPermission(space)
    if (permission === 'denied' || permission === 'prompt') return withoutPermission[permission]
  }
  // What may be read without further ado is open to this page: only that one connection broke.
  if (await answers(target.origin, deps))
    return (await isReadable(target, deps)) ? 'stream-cut' : 'cors-blocked'
  return space === 'public' && !(await isOwnServerThere(deps)) ? 'network-offline' : 'host-unreachable'
}

/** Refused by the person, or the question was closed, or could not be put. */
const withoutPermission = { denied: 'local-network-denied', prompt: 'local-network-unasked' } as const

/** An https page may not load plain http, save from the machine it is on. */
const isMixedContent = (target: URL, ownOrigin: string): boolean =>
  target.protocol === 'http:' &&
  ownOrigin.startsWith('https:') &&
  addressSpaceOf(target.hostname) !== 'loopback'

/** Whether the page comes from farther away than what it calls; only then is a permission needed. */
const isOutside = (ownOrigin: string, space: 'loopback' | 'local'): boolean => {
  const own = URL.canParse(ownOrigin) ? addressSpaceOf(new URL(ownOrigin).hostname) : 'public'
  return own === 'public' || (own === 'local' && space === 'loopback')
}

/** Whether anything answers at an origin, seen without reading what it says. */
const answers = (origin: string, deps: DiagnosisDeps): Promise<boolean> =>
  probe(origin, { mode: 'no-cors' }, deps)

/** Whether the server lets this page read anything; a refusal of the call is something to read too. */
const isReadable = (target: URL, deps: DiagnosisDeps): Promise<boolean> =>
  probe(`${target.href.replace(/\/$/, '')}/models`, {}, deps)

/**
 * Whether the server this page came from can be reached: if it cannot either, the network is gone although the
 * browser thinks otherwise. Says nothing when the page comes from this very machine.
 */
const isOwnServerThere = async (deps: DiagnosisDeps): Promise<boolean> => {
  const { ownOrigin } = deps.surroundings
  if (!URL.canParse(ownOrigin) || addressSpaceOf(new URL(ownOrigin).hostname) === 'loopback') return true
  return probe(`${ownOrigin}/healthz`, {}, deps)
}

const probe = async (
  url: string,
  init: RequestInit,
  { clock, surroundings }: DiagnosisDeps,
): Promise<boolean> => {
  const deadline = createDeadline<'slow'>(clock, new AbortController().signal)
  deadline.set(probeTime, 'slow')
  try {
    await surroundings.fetch(url, {
      ...init,
      method: 'GET',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      signal: deadline.signal,
      // As the call had it: a plain http server that has a name in the house is reached by no request without it.
      ...targetAddressSpace(new URL(url).hostname),
    })
    return true
  } catch {
    return false
  } finally {
    deadline.close()
  }
}
