/**
 * How an interrupted sync goes on. Rooms come newest first and the cursor stays until the end, so what a cut response
 * did bring is remembered as ranges of heads: every room whose head lies in one was received in full, from the
 * cursor on. A room that changes meanwhile leaves its range by getting a higher head, and comes again.
 */

import { maxDoneRanges } from './limits.ts'

/** Ends included. */
export interface DoneRange {
  readonly from: number
  readonly through: number
}

export const isHeadDone = (done: readonly DoneRange[], head: number): boolean =>
  done.some(({ from, through }) => from <= head && head <= through)

/**
 * After a response whose list was read at `listHead` has brought all its rooms down to `head`: everything between is
 * done, whether it came now or was in a range before. By falling heads; the oldest are forgotten, and come again.
 */
export const extendDone = (
  done: readonly DoneRange[],
  head: number,
  listHead: number,
): readonly DoneRange[] => {
  const touching = done.filter(({ through }) => through >= head - 1)
  const from = Math.min(head, ...touching.map(range => range.from))
  const rest = done.filter(({ through }) => through < head - 1)
  return [{ from, through: listHead }, ...rest].slice(0, maxDoneRanges)
}
