/** The words of a query that a person expects to see marked: not what she leaves out, and no filters. Pure. */

import { parseQuery } from './query-language.ts'

export interface MarkedWord {
  readonly text: string
  /** It was still being typed: what begins so was found too. */
  readonly isBeginning: boolean
}

export const wordsToMark = (query: string): readonly MarkedWord[] =>
  parseQuery(query).flatMap(part => {
    if ((part.type !== 'word' && part.type !== 'phrase') || part.isNot) return []
    return [{ text: part.text, isBeginning: part.type === 'word' && part.isOpen }]
  })
