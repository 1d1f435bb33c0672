/**
 * Search over titles, in memory: every word of the query must stand somewhere in the title. A few thousand titles
 * take a few milliseconds, so it runs at every key and needs no index. Pure.
 */

import { type FoldedText, foldText, originalRange, type TextRange } from './fold-text.ts'
import { mergeRanges } from './merge-ranges.ts'

/** What a title belongs to, with its title prepared once. */
export interface SearchableTitle<Subject> {
  readonly subject: Subject
  readonly title: FoldedText
  /** Newer stands before older among equally good hits. */
  readonly lastAt: number
}

export interface TitleHit<Subject> {
  readonly subject: Subject
  readonly title: string
  /** What to mark, in order, without overlaps. */
  readonly marks: readonly TextRange[]
}

export const toSearchable = <Subject>(
  subject: Subject,
  title: string,
  lastAt: number,
): SearchableTitle<Subject> => ({ subject, title: foldText(title), lastAt })

/** Whether the character before `index` ends a word: it is neither a letter, nor a mark, nor a digit. */
const startsWord = (text: string, index: number): boolean =>
  index === 0 || !/[\p{L}\p{M}\p{N}]$/u.test(text.slice(Math.max(0, index - 2), index))

/** Where `word` stands best: at the beginning of a word rather than inside one. Undefined: nowhere. */
const findWord = (
  text: string,
  word: string,
): { readonly index: number; readonly rank: number } | undefined => {
  const first = text.indexOf(word)
  if (first < 0) return undefined
  for (let index = first; index >= 0; index = text.indexOf(word, index + 1)) {
    if (startsWord(text, index)) return { index, rank: index === 0 ? 0 : 1 }
  }
  return { index: first, rank: 2 }
}

const queryWords = (query: string): readonly string[] =>
  foldText(query)
    .text.split(/\s+/)
    .filter(word => word !== '')

/** The best `limit` hits: titles that begin with the words, then words that do, then any place; newest first. */
export const searchTitles = <Subject>(
  titles: readonly SearchableTitle<Subject>[],
  query: string,
  limit: number,
): readonly TitleHit<Subject>[] => {
  const words = queryWords(query)
  if (words.length === 0) return []

  const found: {
    readonly of: SearchableTitle<Subject>
    readonly rank: number
    readonly at: readonly number[]
  }[] = []
  for (const of of titles) {
    let rank = 0
    const at: number[] = []
    for (const word of words) {
      const hit = findWord(of.title.text, word)
      if (hit === undefined) break
      rank += hit.rank
      at.push(hit.index)
    }
    if (at.length === words.length) found.push({ of, rank, at })
  }

  return found
    .toSorted((a, b) => a.rank - b.rank || b.of.lastAt - a.of.lastAt)
    .slice(0, limit)
    .map(({ of, at }) => ({
      subject: of.subject,
      title: of.title.original,
      marks: mergeRanges(words.map((word, index) => originalRange(of.title, at[index] ?? 0, word.length))),
    }))
}
