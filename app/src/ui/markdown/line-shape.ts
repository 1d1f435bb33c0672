/** What one line can be by its own look: pure tests on CommonMark's block markers, shared by all who read lines. */

/** Columns of white space before the text, tabs reaching to the next multiple of four; null for a blank line. */
export const indentOf = (line: string): number | null => {
  let column = 0
  for (let at = 0; at < line.length; at += 1) {
    const unit = line.charCodeAt(at)
    if (unit === 0x20) column += 1
    else if (unit === 0x09) column += 4 - (column % 4)
    else return unit === 0x0a || (unit === 0x0d && at >= line.length - 2) ? null : column
  }
  return null
}

/** The first character that is no space; patterns are tried only on lines that begin with one of theirs. */
const firstCharacter = (line: string): string => {
  for (let at = 0; at < line.length; at += 1) {
    const unit = line.charCodeAt(at)
    if (unit !== 0x20 && unit !== 0x09) return line[at] ?? ''
  }
  return ''
}

const begins = (line: string, characters: string): boolean => {
  const first = firstCharacter(line)
  return first !== '' && characters.includes(first)
}

export interface Fence {
  readonly marker: '`' | '~'
  readonly length: number
  readonly indent: number
  /** What follows the marker, trimmed: usually the language. */
  readonly info: string
}

const fenceLine = /^[ \t]*(`{3,}|~{3,})(.*)/

/** The fence that `line` opens. The caller has seen that it is indented by less than four columns. */
export const openFence = (line: string): Fence | null => {
  const match = begins(line, '`~') ? fenceLine.exec(line) : null
  const run = match?.[1]
  const info = match?.[2] ?? ''
  if (run === undefined) return null
  const marker = run.startsWith('`') ? '`' : '~'
  if (marker === '`' && info.includes('`')) return null
  return { marker, length: run.length, indent: indentOf(line) ?? 0, info: info.trim() }
}

export const closesFence = (line: string, fence: Fence): boolean => {
  if (firstCharacter(line) !== fence.marker) return false
  const text = line.trim()
  if (text.length < fence.length || (indentOf(line) ?? 4) >= 4) return false
  for (const character of text) if (character !== fence.marker) return false
  return true
}

export const startsHeading = (line: string): boolean =>
  begins(line, '#') && /^ {0,3}#{1,6}(?:[ \t\r\n]|$)/.test(line)

export const isRule = (line: string): boolean =>
  begins(line, '-*_') && /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}[\r\n]*$/.test(line)

const item = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?=[ \t\r\n]|$)/

export const startsItem = (line: string): boolean => begins(line, '-*+0123456789') && item.test(line)

/** Whether `line` starts a list even behind a line of a paragraph: `1986. A year` does not. */
export const interruptsAsItem = (line: string): boolean => /^[ \t]*(?:[-*+]|1[.)])[ \t]+[^ \t\r\n]/.test(line)

/** The column where the text of the list item begins that `line` starts. */
export const contentColumn = (line: string): number => {
  const marker = item.exec(line)?.[0] ?? ''
  const markerEnd = (indentOf(line) ?? 0) + marker.trimStart().length
  const rest = line.slice(marker.length)
  const gap = indentOf(rest)
  return markerEnd + (gap === null || gap > 4 ? 1 : gap)
}

/** The closing mark of the display formula that `line` begins and does not end; null when it begins none. */
export const opensMath = (line: string): string | null => {
  if (!begins(line, '$\\')) return null
  const text = line.trim()
  const close = text.startsWith('$$') ? '$$' : text.startsWith('\\[') ? '\\]' : null
  return close === null || text.includes(close, 2) ? null : close
}

/** `[label]: …`, of a link or a footnote, also inside a quote or a list. The parser has the last word. */
export const looksLikeDefinition = (line: string): boolean =>
  line.includes(']:') && /^[ \t>*+\d.)-]*\[[^\]\n]{1,300}\]:/.test(line)
