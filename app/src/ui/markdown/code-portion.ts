/** How much of a piece of code is drawn: its first lines, and never so many characters that drawing takes long. */

import { limits } from './limits.ts'

export interface CodePortion {
  readonly text: string
  /** Whether this is all there is. */
  readonly whole: boolean
}

/** The lines of `text`, counted as far as it matters: one more than may be drawn at once means many. */
export const countLines = (text: string): number => {
  let lines = 1
  for (let at = text.indexOf('\n'); at >= 0 && lines <= limits.codeLines; at = text.indexOf('\n', at + 1))
    lines += 1
  return lines
}

const endOfLine = (text: string, lines: number): number => {
  let end = -1
  for (let line = 0; line < lines; line += 1) {
    end = text.indexOf('\n', end + 1)
    if (end < 0) return text.length
  }
  return end
}

/** The first `lines` lines of `text`, cut to `portions` of what may be drawn at once. */
export const codePortion = (text: string, lines: number, portions: number): CodePortion => {
  const end = Math.min(
    endOfLine(text, Math.min(lines, portions * limits.codeLines)),
    portions * limits.codeCharacters,
  )
  return { text: text.slice(0, end), whole: end >= text.length }
}
