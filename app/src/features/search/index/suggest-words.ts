/** What might have been meant by a word that nothing has: the most common one that differs by a letter or two. */

import type { SearchQuery } from '../query-language.ts'
import type { Segment } from './segment.ts'
import { foldForTerms, readTerms } from './read-terms.ts'

/** Letters that may differ. A short word is another one with each letter. */
const mostEdits = (length: number): number => (length <= 2 ? 0 : length <= 5 ? 1 : 2)

/** Terms between two turns of the event loop. */
const termsPerTurn = 4_000

/** The query with each word that is nowhere put right; undefined where that finds nothing. */
export const suggestQuery = async (
  query: SearchQuery,
  segments: readonly Segment[],
  breathe: () => Promise<void>,
): Promise<SearchQuery | undefined> => {
  let isChanged = false
  const suggested = []
  for (const part of query) {
    const term = part.type === 'word' && !part.isNot ? onlyTerm(part.text) : undefined
    if (part.type !== 'word' || term === undefined || isKnown(term, part.isOpen, segments)) {
      suggested.push(part)
      continue
    }
    const nearest = await nearestTerm(term, segments, breathe)
    if (nearest === undefined) return undefined
    suggested.push({ ...part, text: nearest, isOpen: false })
    isChanged = true
  }
  return isChanged ? suggested : undefined
}

const onlyTerm = (text: string): string | undefined => {
  const terms: string[] = []
  readTerms(foldForTerms(text), (term, kind) => {
    if (kind === 'word' || kind === 'eojeol') terms.push(term)
  })
  return terms.length === 1 ? terms[0] : undefined
}

const isKnown = (term: string, isOpen: boolean, segments: readonly Segment[]): boolean =>
  segments.some(({ terms }) =>
    isOpen ? !terms.beginningWith(term).next().done : terms.find(term) !== undefined,
  )

const nearestTerm = async (
  term: string,
  segments: readonly Segment[],
  breathe: () => Promise<void>,
): Promise<string | undefined> => {
  const most = mostEdits(term.length)
  if (most === 0) return undefined
  let nearest: { readonly term: string; readonly edits: number; readonly documents: number } | undefined
  let seen = 0
  for (const segment of segments) {
    for (const entry of segment.terms.beginningWith('')) {
      seen += 1
      if (seen % termsPerTurn === 0) await breathe()
      if (Math.abs(entry.term.length - term.length) > most) continue
      const edits = editDistance(term, entry.term, Math.min(most, nearest?.edits ?? most))
      if (edits === undefined) continue
      if (nearest === undefined || edits < nearest.edits || entry.documents > nearest.documents)
        nearest = { term: entry.term, edits, documents: entry.documents }
    }
  }
  return nearest?.term
}

/** Levenshtein's, with neighbours that changed places as one edit; undefined above `most`. */
const editDistance = (a: string, b: string, most: number): number | undefined => {
  if (Math.abs(a.length - b.length) > most) return undefined
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row += 1) {
    const next = [row]
    let least = row
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1]
      let edits = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
      )
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        edits = Math.min(edits, (before[column - 2] ?? 0) + 1)
      next.push(edits)
      least = Math.min(least, edits)
    }
    if (least > most) return undefined
    before = last
    last = next
  }
  const edits = last[b.length] ?? 0
  return edits <= most ? edits : undefined
}
