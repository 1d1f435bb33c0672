/** A snippet for a line that is cut at its end: begun so near to what was found that it can be seen. Pure. */

import type { TextRange } from './fold-text.ts'

/** Characters before the first mark that say what it is about, and leave it in a narrow line. */
const before = 24

export interface NearMark {
  readonly text: string
  readonly marks: readonly TextRange[]
}

export const nearMark = (text: string, marks: readonly TextRange[]): NearMark => {
  const first = marks[0]?.start ?? 0
  if (first <= before) return { text, marks }
  // At the beginning of a word, where there are words.
  const blank = text.indexOf(' ', first - before)
  const from = blank >= 0 && blank < first ? blank + 1 : first - before
  const whole = /^[\udc00-\udfff]/.test(text.slice(from)) ? from + 1 : from
  const shift = whole - 1
  return {
    text: `…${text.slice(whole)}`,
    marks: marks.map(({ start, end }) => ({ start: start - shift, end: end - shift })),
  }
}
