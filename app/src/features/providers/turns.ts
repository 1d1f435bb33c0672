/** Turns at whoever answers: few calls at once to each, the others wait in order. */

export interface Turns {
  /** True when a call would have to wait. */
  readonly isFull: (at: string) => boolean
  /** Resolves with the function that gives the turn back, or with null when `signal` aborted first. */
  readonly turn: (at: string, signal: AbortSignal) => Promise<(() => void) | null>
  /** Somebody waits there. */
  readonly hasWaiting: (at: string) => boolean
}

interface Line {
  busy: number
  readonly waiting: Set<() => void>
}

/** `limit`: how many at once, by whom is asked. */
export const createTurns = (limit: (at: string) => number): Turns => {
  const lines = new Map<string, Line>()

  const lineOf = (at: string): Line => {
    const line = lines.get(at) ?? { busy: 0, waiting: new Set() }
    lines.set(at, line)
    return line
  }

  const giveBackTo = (line: Line) => {
    let given = false
    return (): void => {
      if (given) return
      given = true
      line.busy -= 1
      const [next] = line.waiting
      next?.()
    }
  }

  return {
    isFull: at => lineOf(at).busy >= limit(at),
    hasWaiting: at => lineOf(at).waiting.size > 0,
    turn: (at, signal) => {
      const line = lineOf(at)
      return new Promise(resolve => {
        const take = (): void => {
          line.waiting.delete(take)
          signal.removeEventListener('abort', leave)
          line.busy += 1
          resolve(giveBackTo(line))
        }
        const leave = (): void => {
          line.waiting.delete(take)
          resolve(null)
        }
        if (signal.aborted) return leave()
        if (line.busy < limit(at)) return take()
        line.waiting.add(take)
        signal.addEventListener('abort', leave, { once: true })
      })
    },
  }
}
