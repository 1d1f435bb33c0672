/**
 * The piece of a text that shows best why it was found: the most of what was asked for in the fewest characters, on one
 * line, with what was found marked. Long texts are read piece by piece, until one has everything.
 */

import { type FoldedText, originalRange, type TextRange } from '../fold-text.ts'
import type { Clause, Slot } from './query-terms.ts'
import { foldForTerms, readTerms } from './read-terms.ts'

export interface Snippet {
  readonly text: string
  readonly marks: readonly TextRange[]
}

/** Characters of a snippet, about. */
const snippetLength = 160
/** Of these, before the first mark. */
const leadLength = 40
/** Characters that are looked through at once; the next piece begins a snippet's length before the end of the last. */
const pieceLength = 4_000

interface Mark extends TextRange {
  readonly clause: number
}

/** Without anything to mark, the beginning. */
export const snippetOf = (text: string, clauses: readonly Clause[], isWhole = false): Snippet => {
  let best: { readonly from: number; readonly marks: readonly Mark[]; readonly clauses: number } = {
    from: 0,
    marks: [],
    clauses: 0,
  }
  if (clauses.length > 0) {
    for (let at = 0; at < text.length; at += pieceLength - snippetLength) {
      const marks = findMarks(text.slice(at, at + pieceLength), clauses)
      const window = bestWindow(marks)
      if (window.clauses > best.clauses) {
        best = {
          clauses: window.clauses,
          from: at + window.from,
          marks: marks.map(({ start, end, clause }) => ({ start: at + start, end: at + end, clause })),
        }
      }
      if (best.clauses === clauses.length || at + pieceLength >= text.length) break
    }
  }
  if (isWhole) return onOneLine(text, 0, text.length, best.marks)
  const from = wordStart(text, Math.max(0, best.from - (best.marks.length === 0 ? 0 : leadLength)))
  return onOneLine(text, from, wordEnd(text, from + snippetLength), best.marks)
}

interface ReadTerm {
  readonly term: string
  readonly start: number
  readonly end: number
}

const findMarks = (text: string, clauses: readonly Clause[]): readonly Mark[] => {
  const folded = foldForTerms(text)
  const terms: ReadTerm[][] = []
  readTerms(folded, (term, _kind, position, start, end) => {
    const here = (terms[position] ??= [])
    here.push({ term, start, end })
  })
  const marks: Mark[] = []
  for (const [clause, { sequences }] of clauses.entries()) {
    for (const slots of sequences)
      for (let position = 0; position < terms.length; position += 1) {
        const found = sequenceAt(terms, slots, position)
        const [first] = found
        const last = found.at(-1)
        if (first !== undefined && last !== undefined)
          marks.push({ ...toOriginal(folded, first.start, last.end), clause })
      }
  }
  return marks.toSorted((a, b) => a.start - b.start || b.end - a.end)
}

/** The terms of the slots from here on, or none. */
const sequenceAt = (
  terms: readonly (readonly ReadTerm[] | undefined)[],
  slots: readonly Slot[],
  position: number,
): readonly ReadTerm[] => {
  const found: ReadTerm[] = []
  for (const slot of slots) {
    const term = terms[position + slot.offset - (slots[0]?.offset ?? 0)]?.find(each =>
      slot.terms.some(wanted =>
        wanted.isBeginning ? each.term.startsWith(wanted.term) : each.term === wanted.term,
      ),
    )
    if (term === undefined) return []
    found.push(term)
  }
  return found
}

const toOriginal = (folded: FoldedText, start: number, end: number): TextRange =>
  folded.from.length === 0 ? { start, end } : originalRange(folded, start, end - start)

/** The window with the most clauses, and of those the one with the most marks, and of those the first. */
const bestWindow = (marks: readonly Mark[]): { readonly from: number; readonly clauses: number } => {
  let best = { from: 0, clauses: 0, marks: 0 }
  let until = 0
  for (const [index, { start }] of marks.entries()) {
    while ((marks[until]?.end ?? Number.POSITIVE_INFINITY) <= start + snippetLength - leadLength) until += 1
    const inside = marks.slice(index, Math.max(until, index + 1))
    const clauses = new Set(inside.map(({ clause }) => clause)).size
    if (clauses > best.clauses || (clauses === best.clauses && inside.length > best.marks))
      best = { from: start, clauses, marks: inside.length }
  }
  return best
}

/** At most so far a beginning or an end is moved, to a blank. */
const farthest = 20

const wordStart = (text: string, at: number): number => {
  if (at === 0) return 0
  const blank = text.slice(at, at + farthest).search(/\s/u)
  return blank < 0 ? wholeCharacter(text, at) : at + blank + 1
}

const wordEnd = (text: string, at: number): number => {
  if (at >= text.length) return text.length
  const blank = text.slice(at - farthest, at).search(/\s\S*$/u)
  return blank < 0 ? wholeCharacter(text, at) : at - farthest + blank
}

/** Not in the middle of a pair of surrogates. */
const wholeCharacter = (text: string, at: number): number => {
  const unit = text.charCodeAt(at)
  return unit >= 0xdc00 && unit < 0xe000 ? at - 1 : at
}

/**
 * The lines that fence code in, the marks of a heading, the stars around what is bold, and blanks that follow each other.
 * What may as well be code (one `#`, stars without a partner, back quotes) stays as it was written.
 */
const dropped = new RegExp(
  [
    String.raw`(?:^|(?<=\n))[ \t]*(?:\x60{3,}|~{3,})[^\n]*`,
    String.raw`(?:^|(?<=\n))#{2,6}(?=[ \t])`,
    String.raw`(?<![*\w])\*\*(?=[^\s*](?:[^*\n]*[^\s*])?\*\*(?![*\w]))`,
    String.raw`(?<=(?<![*\w])\*\*[^\s*](?:[^*\n]*[^\s*])?)\*\*(?![*\w])`,
    String.raw`\s+`,
  ].join('|'),
  'gu',
)

/** Between the two places, as one line; the marks that lie in it, where they are there, without overlaps. */
const onOneLine = (text: string, from: number, until: number, marks: readonly Mark[]): Snippet => {
  const part = text.slice(from, until)
  let line = from > 0 ? '…' : ''
  // For each unit of the part, where it is in the line.
  const places = new Uint32Array(part.length + 1)
  let at = 0
  const copy = (end: number): void => {
    for (; at < end; at += 1) {
      places[at] = line.length
      line += part[at] ?? ''
    }
  }
  for (const match of part.matchAll(dropped)) {
    copy(match.index)
    const isFence = /\S/u.test(match[0])
    places.fill(line.length, at, at + match[0].length)
    if (!isFence && line !== '' && !line.endsWith(' ')) line += ' '
    at = match.index + match[0].length
  }
  copy(part.length)
  line = line.trimEnd()
  places[part.length] = line.length
  if (until < text.length) line += '…'
  return { text: line, marks: placedMarks(marks, from, until, places) }
}

const placedMarks = (
  marks: readonly Mark[],
  from: number,
  until: number,
  places: Uint32Array,
): readonly TextRange[] => {
  const placed: TextRange[] = []
  for (const mark of marks) {
    if (mark.end <= from || mark.start >= until) continue
    const start = places[Math.max(mark.start, from) - from] ?? 0
    const end = places[Math.min(mark.end, until) - from] ?? 0
    const last = placed.at(-1)
    if (end <= start || (last !== undefined && end <= last.end)) continue
    if (last !== undefined && start < last.end) placed[placed.length - 1] = { start: last.start, end }
    else placed.push({ start, end })
  }
  return placed
}
