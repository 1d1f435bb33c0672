/** Few at once, some waiting, the rest turned away: for work that would take all of a machine if all came together. */

export interface Gate {
  /** The result, or null where too many wait already. */
  readonly pass: <T>(work: () => Promise<T>) => Promise<T | null>
}

interface Deps {
  readonly atOnce: number
  /** Whoever waits holds memory; without an end a flood would hold all of it. */
  readonly longestQueue: number
}

export const createGate = ({ atOnce, longestQueue }: Deps): Gate => {
  const waiting: (() => void)[] = []
  let running = 0

  const enter = (): Promise<void> | null => {
    if (running < atOnce) {
      running += 1
      return Promise.resolve()
    }
    // Whoever leaves hands its place on, so `running` does not change.
    return waiting.length < longestQueue ? new Promise(resolve => waiting.push(resolve)) : null
  }

  const leave = (): void => {
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }

  return {
    pass: async work => {
      const entered = enter()
      if (entered === null) return null
      await entered
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}
