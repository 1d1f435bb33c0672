/**
 * Tells one worker that another is gone. Browsers say nothing when the other end of a port dies (Chromium 156 fires
 * no `close` for a worker that was terminated), but they release its locks: the worker holds one for as long as it
 * lives, and whoever wants to know waits for it.
 */

import { bytesToBase32 } from '@weft/shared/ids.ts'
import type { Random } from '@weft/shared/env.ts'

export type Locks = Pick<LockManager, 'request'>

/** Takes a lock under a name of its own and keeps it until `signal` aborts or the thread ends. Resolves with the name once it is held. */
export const holdLifeline = (locks: Locks, random: Random, signal: AbortSignal): Promise<string> =>
  new Promise(resolve => {
    const name = `weft-lifeline-${bytesToBase32(random.bytes(16))}`
    void locks.request(
      name,
      () =>
        new Promise<void>(release => {
          if (signal.aborted) return release()
          signal.addEventListener('abort', () => release(), { once: true })
          resolve(name)
        }),
    )
  })

/** Resolves when whoever held the lifeline is gone; never when `signal` aborts first. */
export const lifelineCut = async (locks: Locks, name: string, signal: AbortSignal): Promise<void> => {
  try {
    await locks.request(name, { signal }, () => undefined)
  } catch (cause) {
    if (!signal.aborted) throw cause
    return new Promise(() => undefined)
  }
}
