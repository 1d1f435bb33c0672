/** Where one clause of a query stands in a segment: for each document, how often, a beginning counting less. */

import type { Clause, Slot, WantedTerm } from './query-terms.ts'
import { createPositionsReader, readPostings } from './postings.ts'
import type { Segment } from './segment.ts'
import type { TermEntry } from './term-dictionary.ts'

/** By number of the document; 0 where it does not stand. */
export type Matches = Float32Array

/** What a word counts that only begins as asked, beside one that is as asked. */
const beginningCounts = 0.4

export const matchClause = async (segment: Segment, clause: Clause): Promise<Matches> => {
  const matches = new Float32Array(segment.table.count)
  for (const slots of clause.sequences) {
    const [only] = slots
    if (slots.length === 1 && only !== undefined) await matchSlot(segment, only, matches)
    else await matchSequence(segment, slots, matches)
  }
  return matches
}

const entriesOf = ({ terms }: Segment, { term, isBeginning }: WantedTerm): readonly TermEntry[] => {
  if (isBeginning) return [...terms.beginningWith(term)]
  const entry = terms.find(term)
  return entry === undefined ? [] : [entry]
}

const matchSlot = async (segment: Segment, slot: Slot, matches: Matches): Promise<void> => {
  for (const wanted of slot.terms) {
    const entries = entriesOf(segment, wanted)
    const bytes = await segment.postings(entries)
    const from = entries[0]?.postings ?? 0
    for (const entry of entries) {
      const counts = entry.term === wanted.term ? 1 : beginningCounts
      const list = bytes.subarray(entry.postings - from, entry.postings - from + entry.postingsSize)
      readPostings(list, entry.documents, (document, often) => {
        matches[document] = (matches[document] ?? 0) + often * counts
      })
    }
  }
}

/** All slots, each at its place behind the first. */
const matchSequence = async (segment: Segment, slots: readonly Slot[], matches: Matches): Promise<void> => {
  // First who has all of the terms at all: places are read of those alone.
  const candidates = await documentsWithAll(segment, slots)
  if (candidates.count === 0) return
  const places: (readonly (readonly number[])[])[] = []
  for (const slot of slots) places.push(await placesOf(segment, slot, candidates))
  const [first = [], ...others] = places
  for (let index = 0; index < candidates.count; index += 1) {
    const document = candidates.documents[index] ?? 0
    const sets = others.map(of => new Set(of[index]))
    const begins = first[index]?.filter(place =>
      sets.every((set, number) =>
        set.has(place + (slots[number + 1]?.offset ?? 0) - (slots[0]?.offset ?? 0)),
      ),
    )
    matches[document] = (matches[document] ?? 0) + new Set(begins).size
  }
}

interface Candidates {
  readonly count: number
  readonly documents: readonly number[]
  /** The other way round: which of them a document is, and -1 for none. */
  readonly indexOf: Int32Array
}

const documentsWithAll = async (segment: Segment, slots: readonly Slot[]): Promise<Candidates> => {
  const slotsHeld = new Uint16Array(segment.table.count)
  for (const [number, slot] of slots.entries()) {
    const held = new Float32Array(segment.table.count)
    await matchSlot(segment, slot, held)
    for (let document = 0; document < held.length; document += 1)
      if (slotsHeld[document] === number && (held[document] ?? 0) > 0) slotsHeld[document] = number + 1
  }
  const indexOf = new Int32Array(segment.table.count).fill(-1)
  const documents: number[] = []
  for (let document = 0; document < slotsHeld.length; document += 1) {
    if (slotsHeld[document] !== slots.length) continue
    indexOf[document] = documents.length
    documents.push(document)
  }
  return { count: documents.length, documents, indexOf }
}

const placesOf = async (
  segment: Segment,
  slot: Slot,
  { count, indexOf }: Candidates,
): Promise<readonly (readonly number[])[]> => {
  const places: number[][] = Array.from({ length: count }, () => [])
  for (const wanted of slot.terms) {
    for (const entry of entriesOf(segment, wanted)) {
      const postings = await segment.postings([entry])
      const reader = createPositionsReader(await segment.positions(entry))
      readPostings(postings, entry.documents, (document, often) => {
        const index = indexOf[document] ?? -1
        if (index < 0) reader.skip(often)
        else places[index]?.push(...reader.read(often))
      })
    }
  }
  return places
}
