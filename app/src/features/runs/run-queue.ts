/** Turns at a provider: few calls at once to each, the others wait in order. */

/** More at once than most providers let one key have, or a machine at home can serve. */
const callsAtOnce = 4

export interface RunQueue {
  /** True when a call to this provider would have to wait. */
  readonly isFull: (providerId: string) => boolean
  /**
   * Resolves with the function that gives the turn back, or with null when `signal` aborted first.
   */
  readonly turn: (providerId: string, signal: AbortSignal) => Promise<(() => void) | null>
}

interface Line {
  busy: number
  readonly waiting: Set<() => void>
}

export const createRunQueue = (limit: number = callsAtOnce): RunQueue => {
  const lines = new Map<string, Line>()

  const lineOf = (providerId: string): Line => {
    const line = lines.get(providerId) ?? { busy: 0, waiting: new Set() }
    lines.set(providerId, line)
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
    isFull: providerId => lineOf(providerId).busy >= limit,
    turn: (providerId, signal) => {
      const line = lineOf(providerId)
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
        if (line.busy < limit) return take()
        line.waiting.add(take)
        signal.addEventListener('abort', leave, { once: true })
      })
    },
  }
}
