/** Wakes whoever waits for a message of a rendezvous in this process. A hint: the database has the messages. */

import type { Env } from '@weft/shared/env.ts'

export interface Arrivals {
  readonly announce: (rendezvousId: string) => void
  /** Resolves when something arrived, time is up, or a signal aborts. Register before looking. */
  readonly next: (rendezvousId: string, within: number, signals: readonly AbortSignal[]) => Promise<void>
}

export const createArrivals = ({ clock }: Pick<Env, 'clock'>): Arrivals => {
  const waitingById = new Map<string, Set<() => void>>()
  return {
    announce: rendezvousId => {
      for (const wake of waitingById.get(rendezvousId) ?? []) wake()
    },
    next: (rendezvousId, within, signals) =>
      new Promise(resolve => {
        const waiting = waitingById.get(rendezvousId) ?? new Set()
        waitingById.set(rendezvousId, waiting)
        const wake = (): void => {
          cancel()
          for (const signal of signals) signal.removeEventListener('abort', wake)
          waiting.delete(wake)
          if (waiting.size === 0) waitingById.delete(rendezvousId)
          resolve()
        }
        const cancel = clock.after(within, wake)
        waiting.add(wake)
        for (const signal of signals) signal.addEventListener('abort', wake, { once: true })
        if (signals.some(({ aborted }) => aborted)) wake()
      }),
  }
}
