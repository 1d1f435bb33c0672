import type { EngineError } from '../../../worker/api.ts'

/** An act on many threads that was not done to all of them: why (the first reason), and how far it came. */
export interface BulkProblem {
  readonly error: EngineError
  readonly done: number
  readonly failed: number
  /** Not tried, since all would have failed the same way. */
  readonly left: number
}
