/** Long work in a thread that others wait for: lets them have their turn every few milliseconds. */

import type { Clock } from '@weft/shared/env.ts'

/** Milliseconds: half a frame. */
const longestBreath = 8

export const createBreathe = (
  clock: Pick<Clock, 'now'>,
  turn: () => Promise<void>,
): (() => Promise<void>) => {
  let since = clock.now()
  return async () => {
    if (clock.now() - since < longestBreath) return
    await turn()
    since = clock.now()
  }
}

/** One turn of the event loop, without the milliseconds that browsers add to nested timers. */
export const turnOfEventLoop = (): Promise<void> =>
  new Promise(resolve => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
