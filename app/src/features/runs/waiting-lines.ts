/**
 * Runs that wait for somebody who cannot be reached: a line for each provider, in the order in which they were asked
 * for. Only the first of a line tries, at growing intervals or when it is called; once one has got through, all the
 * others follow at once, still in order.
 */

import type { Clock } from '@weft/shared/env.ts'
import type { ProviderError } from '../providers/provider-error.ts'

const firstInterval = 30_000
const longestInterval = 600_000

/** Time for all that a closed tab has left to take their places again. */
const gathering = 1_000

export interface Waiter {
  readonly askedFor: number
  readonly id: string
}

export interface Place {
  /**
   * Resolves when this one may try: its time has come, it was called, another got through, or `signal` aborted. It
   * keeps its place while it tries. `resumed`: it has waited before, in a worker that is gone, so the next try is soon.
   */
  readonly turn: (why: ProviderError, signal: AbortSignal, resumed: boolean) => Promise<void>
  readonly tryNow: () => void
  readonly leave: () => void
}

export interface WaitingLines {
  readonly place: (at: string, waiter: Waiter) => Place
  /** Why those wait who stand there; undefined where nobody does. */
  readonly reasonAt: (at: string) => ProviderError | undefined
  /** An answer has come from there, whatever it was. */
  readonly reached: (at: string) => void
  /** The first of a line tries now. */
  readonly tryFirst: (at: string) => void
  readonly tryAll: () => void
}

interface Entry extends Waiter {
  /** Null while it tries. */
  go: (() => void) | null
}

interface Line {
  readonly entries: Entry[]
  /** Intervals that have passed in vain. */
  passed: number
  why: ProviderError
  cancel: (() => void) | null
}

const byAge = (a: Waiter, b: Waiter): number => a.askedFor - b.askedFor || (a.id < b.id ? -1 : 1)

export const createWaitingLines = (clock: Clock): WaitingLines => {
  const lines = new Map<string, Line>()

  const wake = (line: Line): void => line.entries[0]?.go?.()

  const arm = (line: Line): void => {
    line.cancel ??= clock.after(Math.min(longestInterval, firstInterval * 2 ** line.passed), () => {
      line.cancel = null
      line.passed += 1
      wake(line)
    })
  }

  const gather = (line: Line): void => {
    line.cancel?.()
    line.cancel = clock.after(gathering, () => {
      line.cancel = null
      wake(line)
    })
  }

  const stand = (at: string, entry: Entry, why: ProviderError): Line => {
    const line = lines.get(at) ?? { entries: [], passed: 0, why, cancel: null }
    lines.set(at, line)
    line.why = why
    if (!line.entries.includes(entry)) {
      line.entries.push(entry)
      line.entries.sort(byAge)
    }
    return line
  }

  const close = (at: string, line: Line): void => {
    line.cancel?.()
    lines.delete(at)
  }

  return {
    place: (at, waiter) => {
      const entry: Entry = { ...waiter, go: null }
      return {
        turn: (why, signal, resumed) =>
          new Promise(resolve => {
            const go = (): void => {
              entry.go = null
              signal.removeEventListener('abort', go)
              resolve()
            }
            if (signal.aborted) return go()
            entry.go = go
            signal.addEventListener('abort', go, { once: true })
            const line = stand(at, entry, why)
            if (resumed && line.passed === 0) gather(line)
            else arm(line)
          }),
        tryNow: () => entry.go?.(),
        leave: () => {
          const line = lines.get(at)
          const index = line?.entries.indexOf(entry) ?? -1
          if (!line || index === -1) return
          line.entries.splice(index, 1)
          if (line.entries.length === 0) close(at, line)
          else arm(line)
        },
      }
    },
    reached: at => {
      const line = lines.get(at)
      if (!line) return
      close(at, line)
      for (const next of line.entries.splice(0)) next.go?.()
    },
    reasonAt: at => lines.get(at)?.why,
    tryFirst: at => {
      const line = lines.get(at)
      if (line) wake(line)
    },
    tryAll: () => {
      for (const line of lines.values()) wake(line)
    },
  }
}
