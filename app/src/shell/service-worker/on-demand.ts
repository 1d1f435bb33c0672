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

const storedParts = async (caches: CacheStorage): Promise<readonly string[]> =>
  (await caches.keys()).filter(name => name.startsWith(onDemandPrefix))

/** Of the part that is stored under this name. */
const filesOf = (list: unknown, name: string): readonly string[] => {
  const part = name.slice(onDemandPrefix.length)
  const files: unknown = typeof list === 'object' && list !== null ? Reflect.get(list, part) : undefined
  return Array.isArray(files) ? files.filter(file => typeof file === 'string') : []
}

/**
 * Brings what this version needs beside what the one before has, so that models answer without a network after an update
 * too. What cannot be had now is brought when a model is next used with a network.
 */
export const renewOnDemand = async (
  caches: CacheStorage,
  ask: (url: string, init: RequestInit) => Promise<Response>,
): Promise<void> => {
  const used = await storedParts(caches)
  if (used.length === 0) return
  const answer = await ask(onDemandList, { cache: 'no-store' })
  const list: unknown = answer.ok ? await answer.json() : undefined
  for (const name of used) {
    const cache = await caches.open(name)
    for (const file of filesOf(list, name)) if (!(await cache.match(file))) await cache.add(file)
  }
}

/**
 * Drops what other versions have stored. For the version that has taken over: while it waited, the one before still ran.
 * Of a part that it does not list nothing is known, and it stays.
 */
export const tidyOnDemand = async (caches: CacheStorage, list: unknown): Promise<void> => {
  for (const name of await storedParts(caches)) {
    const files = filesOf(list, name)
    if (files.length === 0) continue
    const cache = await caches.open(name)
    for (const { url } of await cache.keys())
      if (!files.includes(new URL(url).pathname)) await cache.delete(url)
  }
}
