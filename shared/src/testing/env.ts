import type { Clock, Env, Random } from '../env.ts'

export interface TestClock extends Clock {
  /** Moves time forward and runs, in order, what falls due on the way. */
  readonly advance: (milliseconds: number) => void
  /** Sets the time without running anything: a clock that jumps. */
  readonly jump: (now: number) => void
}

interface Timer {
  readonly due: number
  readonly order: number
  readonly callback: () => void
}

/** A clock that only moves when told to. */
export const testClock = (start = 1_750_000_000_000): TestClock => {
  let now = start
  let order = 0
  const timers = new Set<Timer>()

  const earliest = (until: number): Timer | undefined =>
    [...timers].filter(timer => timer.due <= until).toSorted((a, b) => a.due - b.due || a.order - b.order)[0]

  return {
    now: () => now,
    after: (milliseconds, callback) => {
      const timer: Timer = { due: now + milliseconds, order: order++, callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance: milliseconds => {
      const until = now + milliseconds
      for (let timer = earliest(until); timer; timer = earliest(until)) {
        timers.delete(timer)
        now = Math.max(now, timer.due)
        timer.callback()
      }
      now = until
    },
    jump: time => {
      now = time
    },
  }
}

/** Seeded randomness (mulberry32, a public-domain generator by Tommy Ettinger): the same seed, the same run. */
export const testRandom = (seed: number): Random => {
  let state = seed >>> 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    fraction,
    bytes: length => Uint8Array.from({ length }, () => Math.floor(fraction() * 256)),
  }
}

export const testEnv = (seed: number): Env & { readonly clock: TestClock } => ({
  clock: testClock(),
  random: testRandom(seed),
})
