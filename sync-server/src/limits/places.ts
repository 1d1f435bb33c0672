/** Few at once, in the order they came: for what takes so much memory that only so many may hold it together. */

export interface Places {
  /** Resolves when there is a place; it is taken until the returned function is called. */
  readonly enter: () => Promise<() => void>
}

export const createPlaces = (count: number): Places => {
  const waiting: (() => void)[] = []
  let free = count

  const leaveOnce = (): (() => void) => {
    let left = false
    return () => {
      if (left) return
      left = true
      const next = waiting.shift()
      // Handed on, so that nobody who comes later is faster.
      if (next === undefined) free += 1
      else next()
    }
  }

  return {
    enter: async () => {
      if (free > 0) free -= 1
      else await new Promise<void>(resolve => void waiting.push(resolve))
      return leaveOnce()
    },
  }
}
