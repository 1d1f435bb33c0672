/**
 * How long to wait before the next try. Full jitter: after a server has restarted, its devices come back spread over
 * the whole wait and not in one wave.
 */

import type { Random } from '@weft/shared/env.ts'

const firstWait = 1_000
/** Longer, and a person who waits takes the app for broken. */
const longestWait = 30_000
/** Below this a refused connection would be asked for in a loop. */
const shortestWait = 100

/** Milliseconds before try number `attempt` (0 is the first repetition). */
export const backOff = (attempt: number, random: Random): number => {
  const most = Math.min(longestWait, firstWait * 2 ** Math.min(attempt, 10))
  return shortestWait + random.fraction() * (most - shortestWait)
}
