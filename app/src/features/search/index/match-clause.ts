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
  await Promise.all(slot.terms.map(wanted => matchTerm(segment, wanted, matches)))
}

const matchTerm = async (segment: Segment, wanted: WantedTerm, matches: Matches): Promise<void> => {
  const entries = entriesOf(segment, wanted)
  // Where there is none, nothing is to be waited for.
  if (entries.length === 0) return
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

/** All slots, each at its place behind the first. */
const matchSequence = async (segment: Segment, slots: readonly Slot[], matches: Matches): Promise<void> => {
  // First who has all of the terms at all: places are read of those alone.
  const candidates = await documentsWithAll(segment, slots)
  if (candidates.count === 0) return
  const places = await Promise.all(slots.map(slot => placesOf(segment, slot, candidates)))
  for (let index = 0; index < candidates.count; index += 1) {
    const document = candidates.documents[index] ?? 0
    matches[document] = (matches[document] ?? 0) + countSequences(places, slots, index)
  }
}

/** How often all slots stand as they should in one of the candidates. */
const countSequences = (places: readonly Places[], slots: readonly Slot[], index: number): number => {
  const [first] = places
  if (first === undefined) return 0
  const base = slots[0]?.offset ?? 0
  let count = 0
  let last = -1
  for (let at = first.starts[index] ?? 0; at < (first.starts[index + 1] ?? 0); at += 1) {
    const place = first.places[at] ?? 0
    // Two words that will do stand at the same place.
    if (place === last) continue
    last = place
    let isWhole = true
    for (let number = 1; isWhole && number < places.length; number += 1)
      isWhole = hasPlace(places[number], index, place + (slots[number]?.offset ?? 0) - base)
    if (isWhole) count += 1
  }
  return count
}

const hasPlace = (of: Places | undefined, index: number, place: number): boolean => {
  if (of === undefined) return false
  for (let at = of.starts[index] ?? 0; at < (of.starts[index + 1] ?? 0); at += 1) {
    const found = of.places[at] ?? 0
    if (found >= place) return found === place
  }
  return false
}

/** Of each candidate, behind each other and in order. */
interface Places {
  readonly places: readonly number[]
  /** Where those of a candidate begin; one more than there are candidates. */
  readonly starts: Uint32Array
}

interface Candidates {
  readonly count: number
  readonly documents: readonly number[]
  /** The other way round: which of them a document is, and -1 for none. */
  readonly indexOf: Int32Array
}

const documentsWithAll = async (segment: Segment, slots: readonly Slot[]): Promise<Candidates> => {
  const slotsHeld = new Uint16Array(segment.table.count)
  const allHeld = await Promise.all(
    slots.map(async slot => {
      const held = new Float32Array(segment.table.count)
      await matchSlot(segment, slot, held)
      return held
    }),
  )
  for (const [number, held] of allHeld.entries())
    for (let document = 0; document < held.length; document += 1)
      if (slotsHeld[document] === number && (held[document] ?? 0) > 0) slotsHeld[document] = number + 1
  const indexOf = new Int32Array(segment.table.count).fill(-1)
  const documents: number[] = []
  for (let document = 0; document < slotsHeld.length; document += 1) {
    if (slotsHeld[document] !== slots.length) continue
    indexOf[document] = documents.length
    documents.push(document)
  }
  return { count: documents.length, documents, indexOf }
}

const placesOf = async (segment: Segment, slot: Slot, { count, indexOf }: Candidates): Promise<Places> => {
  const found: number[][] = []
  for (const wanted of slot.terms) {
    for (const entry of entriesOf(segment, wanted)) {
      const postings = await segment.postings([entry])
      const reader = createPositionsReader(await segment.positions(entry))
      readPostings(postings, entry.documents, (document, often) => {
        const index = indexOf[document] ?? -1
        if (index < 0) return reader.skip(often)
        const before = found[index]
        const places = reader.read(often)
        if (before === undefined) found[index] = places
        else found[index] = [...before, ...places].toSorted((a, b) => a - b)
      })
    }
  }
  const starts = new Uint32Array(count + 1)
  const places: number[] = []
  for (let index = 0; index < count; index += 1) {
    for (const place of found[index] ?? []) places.push(place)
    starts[index + 1] = places.length
  }
  return { places, starts }
}
