/**
 * Parts of the app that are too large to be stored for everybody: the engines that run models. They are stored when the
 * first model that needs one arrives, and given out by the service worker from then on. The build lists them.
 */

import * as z from 'zod/mini'
import type { DeviceEngine } from '../features/device-models/device-model.ts'
import { onDemandCache, onDemandList } from './on-demand-names.ts'

const OnDemand = z.record(z.string(), z.array(z.string()))

/** True when all of an engine's files are stored. A server for development has no list, and needs none. */
export const bringOnDemand = async (
  engine: DeviceEngine,
  ask: (path: string) => Promise<Response>,
): Promise<boolean> => {
  try {
    const answer = await ask(onDemandList)
    if (!answer.ok) return true
    const files = OnDemand.parse(await answer.json())[engine] ?? []
    const cache = await caches.open(onDemandCache(engine))
    for (const file of files) if (!(await cache.match(file))) await cache.add(file)
    const current = new Set(files.map(file => new URL(file, location.href).href))
    for (const { url } of await cache.keys()) if (!current.has(url)) await cache.delete(url)
    return true
  } catch {
    return false
  }
}
