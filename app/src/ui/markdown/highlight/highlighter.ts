/**
 * The page's side of highlighting: asks the worker for one piece of code at a time, remembers what came, and ends
 * a worker that makes no progress. Code that once cost its worker its life stays plain.
 */

import type { Clock } from '@weft/shared/env.ts'
import { limits } from '../limits.ts'
import type { DyedLine, HighlightAnswer, HighlightRequest } from './protocol.ts'

/** Groups of dyed lines from the first line on; those still to come are missing at the end. */
export type Dyed = readonly (readonly DyedLine[])[]

export interface HighlightPort {
  readonly post: (request: HighlightRequest) => void
  readonly end: () => void
}

export interface Highlighter {
  /** What is known by now; the same value until more is. */
  readonly read: (language: string, text: string) => Dyed
  /** Wants `text` highlighted for as long as it is subscribed, and hears of every group that comes. */
  readonly subscribe: (language: string, text: string, listener: () => void) => () => void
}

export interface HighlighterOptions {
  readonly clock: Clock
  readonly start: (receive: (answer: HighlightAnswer) => void) => HighlightPort
}

interface Work {
  readonly key: string
  readonly language: string
  readonly text: string
  readonly listeners: Set<() => void>
  dyed: Dyed
  state: 'wanted' | 'running' | 'done'
}

/** Pieces of code remembered after nobody shows them, so that scrolling back finds them dyed. */
const remembered = 200

const nothing: Dyed = []

export const createHighlighter = ({ clock, start }: HighlighterOptions): Highlighter => {
  const workByKey = new Map<string, Work>()
  let port: HighlightPort | null = null
  let running: Work | null = null
  let job = 0
  let cancelTimer = (): void => {}

  const keyOf = (language: string, text: string): string => `${language}\n${text}`

  const forgetOldest = (): void => {
    for (const work of workByKey.values()) {
      if (workByKey.size <= remembered) return
      if (work.listeners.size === 0 && work !== running) workByKey.delete(work.key)
    }
  }

  const finish = (work: Work): void => {
    cancelTimer()
    work.state = 'done'
    running = null
    forgetOldest()
    runNext()
  }

  const restartTimer = (work: Work): void => {
    cancelTimer()
    cancelTimer = clock.after(limits.highlightMilliseconds, () => {
      port?.end()
      port = null
      finish(work)
    })
  }

  const receive = (answer: HighlightAnswer): void => {
    if (running === null || answer.job !== job) return
    if (answer.type === 'end') return finish(running)
    restartTimer(running)
    if (answer.type === 'started') return
    running.dyed = [...running.dyed, answer.lines]
    for (const listener of running.listeners) listener()
  }

  const runNext = (): void => {
    if (running !== null) return
    const next = [...workByKey.values()].find(work => work.state === 'wanted' && work.listeners.size > 0)
    if (next === undefined) return
    running = next
    next.state = 'running'
    job += 1
    port ??= start(receive)
    port.post({ job, language: next.language, text: next.text })
  }

  return {
    read: (language, text) => workByKey.get(keyOf(language, text))?.dyed ?? nothing,
    subscribe: (language, text, listener) => {
      const key = keyOf(language, text)
      const work: Work = workByKey.get(key) ?? {
        key,
        language,
        text,
        listeners: new Set(),
        dyed: nothing,
        state: 'wanted',
      }
      // Set again, so that what was wanted last is forgotten last.
      workByKey.delete(key)
      workByKey.set(key, work)
      work.listeners.add(listener)
      runNext()
      return () => work.listeners.delete(listener)
    },
  }
}
