/** The page's end of the worker of vectors: starts it with the first question, and ends it when nobody has asked for long. */

import type { Clock } from '@weft/shared/env.ts'
import type { VectorSearch } from './vector-search.ts'

export interface RunningVectors {
  readonly search: VectorSearch['search']
  readonly end: () => void
}

/** Milliseconds without a question: a hundred thousand vectors hold forty megabytes or more. */
const keptFor = 300_000

export const createVectorsClient = (start: () => RunningVectors, clock: Clock): VectorSearch => {
  let running: RunningVectors | null = null
  let cancelEnd = (): void => undefined

  const end = (): void => {
    running?.end()
    running = null
  }

  return {
    search: (...question) => {
      running ??= start()
      cancelEnd()
      cancelEnd = clock.after(keptFor, end)
      return running.search(...question)
    },
  }
}
