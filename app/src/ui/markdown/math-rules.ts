/**
 * Formulas: `$…$`, `\(…\)` in a line; `$$…$$`, `\[…\]` in a line or as a block. What looks like a price, a shell
 * variable or an escaped bracket stays text. A block of math holds no blank line (TeX has none in math either),
 * so an opening that never closes does not swallow the rest of an answer, and blocks can be cut without reading ahead.
 */

import type { StateBlock, StateInline } from 'markdown-it'
import { openFence } from './line-shape.ts'

interface Pair {
  readonly open: string
  readonly close: string
  readonly display: boolean
}

const displayPairs: readonly Pair[] = [
  { open: '$$', close: '$$', display: true },
  { open: '\\[', close: '\\]', display: true },
]
const dollars: Pair = { open: '$', close: '$', display: false }
const parentheses: Pair = { open: '\\(', close: '\\)', display: false }

const looksLikeMath = /[\\^_=<>+*/|{}]/
const amount = /^\d[\d.,]*(?:[^\d.,]|$)/

interface MathBlock {
  readonly source: string
  /** The line behind the formula. */
  readonly end: number
}

/** For each closing mark, lines that hold none before the next blank line, so that each is read once. */
const openRangeByState = new WeakMap<
  StateBlock,
  Map<string, { readonly from: number; readonly to: number }>
>()

const lineOf = (state: StateBlock, line: number): string =>
  state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])

/** The formula that begins at line `start` and is all there is until its end, or null. */
const readMathBlock = (
  state: StateBlock,
  start: number,
  end: number,
  { open, close }: Pair,
): MathBlock | null => {
  const ranges = openRangeByState.get(state) ?? new Map<string, { from: number; to: number }>()
  openRangeByState.set(state, ranges)
  const range = ranges.get(close)
  if (range !== undefined && start >= range.from && start < range.to) return null

  const source: string[] = []
  let line = start
  for (; line < end && !state.isEmpty(line) && (state.sCount[line] ?? 0) >= state.blkIndent; line += 1) {
    const text = line === start ? lineOf(state, line).slice(open.length) : lineOf(state, line)
    if (line > start && openFence(text) !== null) return null
    const at = text.indexOf(close)
    if (at < 0) source.push(text)
    else {
      if (!/^[ \t]*[.,;]?[ \t]*$/.test(text.slice(at + close.length))) return null
      const whole = [...source, text.slice(0, at)].join('\n').trim()
      return whole === '' ? null : { source: whole, end: line + 1 }
    }
  }
  ranges.set(close, { from: start, to: line })
  return null
}

/** A line that may end a paragraph must show by itself that it is math: an opening alone, or a whole formula. */
const interruptsParagraph = (line: string, { open, close }: Pair): boolean =>
  line.trim() === open || (line.trimEnd().endsWith(close) && line.indexOf(close, open.length) > open.length)

export const mathBlock = (state: StateBlock, start: number, end: number, silent: boolean): boolean => {
  const indent = (state.sCount[start] ?? 0) - state.blkIndent
  if (indent < 0 || indent >= 4) return false
  const begin = (state.bMarks[start] ?? 0) + (state.tShift[start] ?? 0)
  const pair = displayPairs.find(({ open }) => state.src.startsWith(open, begin))
  if (pair === undefined) return false
  if (silent && !interruptsParagraph(state.src.slice(begin, state.eMarks[start]), pair)) return false
  const found = readMathBlock(state, start, end, pair)
  if (found === null) return false
  if (silent) return true
  state.line = found.end
  const token = state.push('math_block', 'math', 0)
  token.content = found.source
  token.map = [start, state.line]
  return true
}

/** Where each closing mark last stands in a text, so that an opening without one is not searched for again. */
const lastCloseByState = new WeakMap<StateInline, Map<string, number>>()

const lastClose = (state: StateInline, close: string): number => {
  const known = lastCloseByState.get(state) ?? new Map<string, number>()
  lastCloseByState.set(state, known)
  const last = known.get(close) ?? state.src.lastIndexOf(close)
  known.set(close, last)
  return last
}

const isWordCharacter = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character)

const isSpaceCharacter = (character: string | undefined): boolean =>
  character === undefined || /\s/.test(character)

/** Whether `$source$`, between the characters `before` and `after`, is a formula and not two amounts of money. */
const isDollarMath = (source: string, before: string | undefined, after: string | undefined): boolean => {
  if (isSpaceCharacter(source[0]) || isSpaceCharacter(source.at(-1)) || source.includes('`')) return false
  if (isWordCharacter(before) || isWordCharacter(after)) return false
  return !(amount.test(source) && /\s/.test(source) && !looksLikeMath.test(source))
}

/** The end of `$…$` that begins at `from`: the next dollar that no backslash escapes. */
const findDollar = (text: string, from: number, max: number): number => {
  for (let at = text.indexOf('$', from); at >= 0 && at < max; at = text.indexOf('$', at + 1)) {
    let slashes = 0
    while (text[at - 1 - slashes] === '\\') slashes += 1
    if (slashes % 2 === 0) return at
  }
  return -1
}

const pairAt = (text: string, at: number): Pair | null => {
  if (text[at] === '$') return text[at + 1] === '$' ? (displayPairs[0] ?? null) : dollars
  if (text[at] !== '\\') return null
  return text[at + 1] === '(' ? parentheses : text[at + 1] === '[' ? (displayPairs[1] ?? null) : null
}

export const mathInline = (state: StateInline, silent: boolean): boolean => {
  const pair = pairAt(state.src, state.pos)
  if (pair === null) return false
  const from = state.pos + pair.open.length
  if (lastClose(state, pair.close) < from) return false
  const end =
    pair === dollars ? findDollar(state.src, from, state.posMax) : state.src.indexOf(pair.close, from)
  if (end < 0 || end + pair.close.length > state.posMax) return false
  const source = state.src.slice(from, end)
  if (source.trim() === '') return false
  if (pair === dollars && !isDollarMath(source, state.src[state.pos - 1], state.src[end + 1])) return false
  if (pair.open === '\\[' && !looksLikeMath.test(source) && !isSpaceCharacter(source[0])) return false
  if (!silent) {
    const token = state.push('math_inline', 'math', 0)
    token.content = source.trim()
    token.info = pair.display ? 'display' : ''
  }
  state.pos = end + pair.close.length
  return true
}
