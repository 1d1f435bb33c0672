import type { TextRange } from './fold-text.ts'

/** Ranges in order, those that overlap or touch as one. */
export const mergeRanges = (ranges: readonly TextRange[]): readonly TextRange[] => {
  const merged: TextRange[] = []
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last !== undefined && range.start <= last.end) {
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, range.end) }
    } else {
      merged.push(range)
    }
  }
  return merged
}
