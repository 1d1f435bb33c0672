/**
 * Footnotes as models write them: `[^1]` in the text and `[^1]: words` on a line of its own. The note stands
 * where it was written, one paragraph long. A mark needs its note, or else a number, so that `[^a-z]` in a
 * sentence about patterns stays what it is.
 */

import type { StateBlock, StateInline } from 'markdown-it'

const noteLine = /^\[\^([^\s[\]]{1,50})\]:[ \t]*/
const markHere = /\[\^([^\s[\]]{1,50})\](?!:)/y

const definitionKey = (label: string): string => `^${label.toUpperCase()}`

const lineAt = (state: StateBlock, line: number): string =>
  state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])

export const footnoteBlock = (state: StateBlock, start: number, end: number, silent: boolean): boolean => {
  if ((state.sCount[start] ?? 0) - state.blkIndent >= 4) return false
  const first = lineAt(state, start)
  const label = noteLine.exec(first)?.[1]
  if (label === undefined) return false
  if (silent) return true

  // Whatever ends a paragraph ends a note, the next note among it.
  const interrupts = state.md.block.ruler.getRules('paragraph')
  const lines = [first.replace(noteLine, '')]
  let line = start + 1
  while (line < end && !state.isEmpty(line) && (state.sCount[line] ?? 0) >= state.blkIndent) {
    if (interrupts.some(rule => rule(state, line, end, true))) break
    lines.push(lineAt(state, line))
    line += 1
  }
  state.line = line
  state.env.references ??= {}
  state.env.references[definitionKey(label)] ??= { href: '', title: '' }
  const token = state.push('footnote', '', 0)
  token.info = label
  token.content = lines.join('\n')
  token.map = [start, line]
  return true
}

export const footnoteMark = (state: StateInline, silent: boolean): boolean => {
  if (state.src.charCodeAt(state.pos) !== 0x5b || state.src.charCodeAt(state.pos + 1) !== 0x5e) return false
  markHere.lastIndex = state.pos
  const label = markHere.exec(state.src)?.[1]
  if (label === undefined) return false
  if (!/^\d{1,3}$/.test(label) && state.env.references?.[definitionKey(label)] === undefined) return false
  state.pos = markHere.lastIndex
  if (!silent) state.push('footnote_mark', '', 0).info = label
  return true
}
