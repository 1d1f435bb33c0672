/**
 * Numbers that wait for an answer, as ranges: they come in order, and are answered nearly so. A set that is copied for
 * each would make a client of a thousand frames on their way cost a thousand times one.
 */

export interface Unanswered {
  readonly count: number
  /** Rising; `to` is not included. */
  readonly ranges: readonly { readonly from: number; readonly to: number }[]
}

export const nothingUnanswered: Unanswered = { count: 0, ranges: [] }

/** `seq` is above all that wait. */
export const withUnanswered = ({ count, ranges }: Unanswered, seq: number): Unanswered => {
  const last = ranges.at(-1)
  const added = { from: last?.to === seq ? last.from : seq, to: seq + 1 }
  return { count: count + 1, ranges: [...(last?.to === seq ? ranges.slice(0, -1) : ranges), added] }
}

/** Null when it does not wait. */
export const withoutUnanswered = ({ count, ranges }: Unanswered, seq: number): Unanswered | null => {
  const index = ranges.findIndex(({ from, to }) => from <= seq && seq < to)
  const range = ranges[index]
  if (range === undefined) return null
  const left = [
    { from: range.from, to: seq },
    { from: seq + 1, to: range.to },
  ].filter(({ from, to }) => from < to)
  return { count: count - 1, ranges: [...ranges.slice(0, index), ...left, ...ranges.slice(index + 1)] }
}
