/**
 * Time and randomness as arguments, so that a run can be repeated from its seed. The hand-cranked and seeded
 * ones are in `testing/env.ts`.
 */

export interface Clock {
  /** Milliseconds since the epoch, by the clock of this machine. */
  readonly now: () => number
  /** Calls `callback` once after `milliseconds`; the returned function cancels it. */
  readonly after: (milliseconds: number, callback: () => void) => () => void
}

export interface Random {
  /** `length` bytes from a cryptographic source. */
  readonly bytes: (length: number) => Uint8Array<ArrayBuffer>
  /** A number in [0, 1), for jitter; not for secrets. */
  readonly fraction: () => number
}

export interface Env {
  readonly clock: Clock
  readonly random: Random
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds)
    return () => clearTimeout(timer)
  },
}

export const systemRandom: Random = {
  bytes: length => crypto.getRandomValues(new Uint8Array(length)),
  fraction: () => Math.random(),
}

export const systemEnv: Env = { clock: systemClock, random: systemRandom }

/** Resolves after `milliseconds` of `clock`, or at once when `signal` aborts. */
export const sleep = (clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal?.aborted) return resolve()
    const done = (): void => {
      cancel()
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const cancel = clock.after(milliseconds, done)
    signal?.addEventListener('abort', done, { once: true })
  })
