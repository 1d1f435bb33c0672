/** What is fetched when it is first needed may not come: the network is away, or a new version has taken its place. */

import { type Env, sleep } from '@weft/shared/env.ts'
import { backOff } from '../core/sync/back-off.ts'

/** Tries until it is here; null when the signal aborted first. */
export const loadPatiently = async <T>(
  load: () => Promise<T>,
  { clock, random }: Env,
  signal: AbortSignal,
): Promise<T | null> => {
  for (let attempt = 0; ; attempt += 1) {
    const loaded = await load().catch(() => null)
    if (signal.aborted) return null
    if (loaded !== null) return loaded
    await sleep(clock, backOff(attempt, random), signal)
  }
}
