/**
 * Parts of the app that are too large to be stored for everybody: the engines that run models, the library of a vendor.
 * They are stored when the first model or provider that needs one comes, and given out by the service worker from then
 * on. The build lists them.
 */

import * as z from 'zod/mini'
import { onDemandCache, onDemandList, onDemandPrefix, type OnDemandPart } from './on-demand-names.ts'

const OnDemand = z.record(z.string(), z.array(z.string()))

/**
 * True when all files of a part are stored. A server for development has no list, and needs none. What is stored besides
 * may be what a version that waits has brought for itself; it goes when one takes over (`tidyOnDemand`).
 */
export const bringOnDemand = async (
  part: OnDemandPart,
  ask: (path: string) => Promise<Response>,
): Promise<boolean> => {
  try {
    const answer = await ask(onDemandList)
    if (!answer.ok) return true
    const files = OnDemand.parse(await answer.json())[part] ?? []
    const cache = await caches.open(onDemandCache(part))
    for (const file of files) if (!(await cache.match(file))) await cache.add(file)
    return true
  } catch {
    return false
  }
}

/** Gives the room of all other parts back. Who needs one of them after all gets it over the network. */
export const dropOnDemandExcept = async (parts: ReadonlySet<OnDemandPart>): Promise<void> => {
  const kept = new Set([...parts].map(onDemandCache))
  for (const name of await caches.keys())
    if (name.startsWith(onDemandPrefix) && !kept.has(name)) await caches.delete(name)
}
