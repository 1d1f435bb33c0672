/** What a part of a query means in terms: which may stand where, relative to each other. Pure. */

import type { SearchQuery } from '../query-language.ts'
import { foldForTerms, readTerms, type TermKind } from './read-terms.ts'

/** A term that will do; `isBeginning`: and whatever begins with it. */
export interface WantedTerm {
  readonly term: string
  readonly isBeginning: boolean
}

/** Any of `terms`, `offset` words after the first. */
export interface Slot {
  readonly offset: number
  readonly terms: readonly WantedTerm[]
}

/** Found where all slots of one of the sequences are, each in its place. */
export interface Clause {
  readonly sequences: readonly (readonly Slot[])[]
}

export interface QueryTerms {
  /** All of them. */
  readonly wanted: readonly Clause[]
  /** None of them. */
  readonly unwanted: readonly Clause[]
}

export const toQueryTerms = (query: SearchQuery): QueryTerms => {
  const wanted: Clause[] = []
  const unwanted: Clause[] = []
  for (const part of query) {
    if (part.type !== 'word' && part.type !== 'phrase') continue
    const clause = toClause(part.text, part.type === 'word' && part.isOpen && !part.isNot)
    if (clause) (part.isNot ? unwanted : wanted).push(clause)
  }
  return { wanted, unwanted }
}

/** Undefined of a text in which there is no term. */
const toClause = (text: string, isOpen: boolean): Clause | undefined => {
  const slots: { readonly kind: TermKind; readonly offset: number; readonly terms: WantedTerm[] }[] = []
  const folded = foldForTerms(text)
  readTerms(folded, (term, kind, offset) => {
    const last = slots.at(-1)
    if (kind === 'piece') return
    // What is left without its article finds the word with another one, but not whatever begins so.
    if (kind === 'stem') last?.terms.push({ term, isBeginning: false })
    // The last character of a run has been asked for by the pair before it.
    else if (kind !== 'single' || last?.kind !== 'pair' || last.offset !== offset - 1)
      slots.push({ kind, offset, terms: [{ term, isBeginning: kind === 'eojeol' || kind === 'single' }] })
  })
  const [first] = slots
  const last = slots.at(-1)
  if (first === undefined || last === undefined) return undefined
  if (!isOpen || last.kind === 'pair') return { sequences: [slots] }
  const [whole] = last.terms
  const open = [
    ...slots.slice(0, -1),
    { ...last, terms: [{ term: whole?.term ?? '', isBeginning: true }, ...last.terms.slice(1)] },
  ]
  // Half a word of Thai is cut otherwise than the whole one.
  const uncut = slots.length > 1 && slots.every(slot => slot.kind === 'segment')
  const joined = slots.map(slot => slot.terms[0]?.term ?? '').join('')
  return {
    sequences: uncut ? [open, [{ offset: 0, terms: [{ term: joined, isBeginning: true }] }]] : [open],
  }
}
