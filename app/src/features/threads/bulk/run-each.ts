/**
 * One write for each of many, a few at a time. What fails is set aside and the rest goes on, unless the failure is one
 * that all would share; whoever asked may stop it between two writes. What is done stays done.
 */

import type { Result } from '@weft/shared/result.ts'

export interface EachOptions<Problem> {
  /** How many are under way at once. */
  readonly width: number
  readonly signal: AbortSignal
  /** After every write, with how many were tried. */
  readonly onProgress: (tried: number) => void
  /** True for a failure that would come to all others too. */
  readonly isFatal: (problem: Problem) => boolean
}

export interface EachOutcome<Item, Problem> {
  readonly done: readonly Item[]
  readonly failed: readonly { readonly item: Item; readonly problem: Problem }[]
  /** Not tried: it was stopped before. */
  readonly left: number
}

export const runEach = async <Item, Problem>(
  items: readonly Item[],
  write: (item: Item) => Promise<Result<void, Problem>>,
  { width, signal, onProgress, isFatal }: EachOptions<Problem>,
): Promise<EachOutcome<Item, Problem>> => {
  const done: Item[] = []
  const failed: { readonly item: Item; readonly problem: Problem }[] = []
  let next = 0
  let stopped = false

  const work = async (): Promise<void> => {
    while (!stopped && !signal.aborted) {
      const item = items[next]
      if (item === undefined) return
      next += 1
      const result = await write(item)
      if (result.ok) done.push(item)
      else {
        failed.push({ item, problem: result.error })
        if (isFatal(result.error)) stopped = true
      }
      onProgress(done.length + failed.length)
    }
  }

  await Promise.all(Array.from({ length: Math.min(width, items.length) }, work))
  return { done, failed, left: items.length - done.length - failed.length }
}
