/**
 * Parts of the app that are stored only where they are used: the engines that run models. Who uses one is told by its
 * cache, which the engine fills (`worker/bring-on-demand.ts`).
 */

import { onDemandList, onDemandPrefix } from '../../worker/on-demand-names.ts'

/** The stored answer for a path, if a part on demand has it. */
export const storedOnDemand = async (caches: CacheStorage, path: string): Promise<Response | undefined> => {
  for (const name of await caches.keys()) {
    const stored = name.startsWith(onDemandPrefix) ? await (await caches.open(name)).match(path) : undefined
    if (stored) return stored
  }
  return undefined
}

const filesOf = (list: unknown, engine: string): readonly string[] => {
  const files: unknown = typeof list === 'object' && list !== null ? Reflect.get(list, engine) : undefined
  return Array.isArray(files) ? files.filter(file => typeof file === 'string') : []
}

/**
 * Brings what this version needs in the place of what the one before had, so that models answer without a network after
 * an update too. What cannot be had now is brought when a model is next used with a network.
 */
export const renewOnDemand = async (
  caches: CacheStorage,
  ask: (url: string, init: RequestInit) => Promise<Response>,
): Promise<void> => {
  const used = (await caches.keys()).filter(name => name.startsWith(onDemandPrefix))
  if (used.length === 0) return
  const answer = await ask(onDemandList, { cache: 'no-store' })
  const list: unknown = answer.ok ? await answer.json() : undefined
  for (const name of used) {
    const cache = await caches.open(name)
    for (const file of filesOf(list, name.slice(onDemandPrefix.length)))
      if (!(await cache.match(file))) await cache.add(file)
  }
}
