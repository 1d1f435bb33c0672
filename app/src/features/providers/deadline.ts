/**
 * One timer that is set again and again, and one signal: whatever ends a call early (a silence, the person, the
 * caller going away) aborts the same signal, and the reason stays readable.
 */

import type { Clock } from '@weft/shared/env.ts'

export interface Deadline<Reason extends string> {
  readonly signal: AbortSignal
  /** Starts the wait anew; the one before it is forgotten. */
  readonly set: (milliseconds: number, reason: Reason) => void
  readonly clear: () => void
  /** Why the signal was aborted by a timer; undefined otherwise. */
  readonly passed: () => Reason | undefined
  /** Stops the timer and lets go of the outer signal; aborts what still runs. */
  readonly close: () => void
}

export const createDeadline = <Reason extends string>(clock: Clock, outer: AbortSignal): Deadline<Reason> => {
  const controller = new AbortController()
  let cancel: (() => void) | undefined
  let reason: Reason | undefined

  const clear = (): void => {
    cancel?.()
    cancel = undefined
  }

  const abort = (): void => {
    clear()
    controller.abort()
  }

  if (outer.aborted) abort()
  else outer.addEventListener('abort', abort, { once: true })

  return {
    signal: controller.signal,
    set: (milliseconds, why) => {
      clear()
      if (controller.signal.aborted) return
      cancel = clock.after(milliseconds, () => {
        reason = why
        abort()
      })
    },
    clear,
    passed: () => reason,
    close: () => {
      outer.removeEventListener('abort', abort)
      abort()
    },
  }
}

/** Rejects as soon as the signal aborts, for work that may not listen to it. */
export const orAborted = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const abort = (): void => reject(new DOMException('Aborted', 'AbortError'))
    signal.addEventListener('abort', abort, { once: true })
    // Listened to even when it comes too late, so that its failure is nobody's surprise.
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
    if (signal.aborted) abort()
  })
