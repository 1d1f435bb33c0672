/**
 * A segment in the making: documents are taken apart into terms, and everything about them lies in flat arrays of
 * numbers until it is sorted and written. Twelve bytes for each word, whatever their number.
 */

import { createDocumentTableWriter } from './document-table.ts'
import type { IndexedDocument } from './indexed-document.ts'
import { createPostingsWriter } from './postings.ts'
import { foldForTerms, readTerms } from './read-terms.ts'
import type { SegmentSink } from './segment-sink.ts'
import { createTermDictionaryWriter } from './term-dictionary.ts'
import { createByteWriter } from './varint.ts'

export interface SegmentBuilder {
  readonly add: (document: IndexedDocument) => void
  readonly documents: () => number
  /** Terms with their places, not only different ones. */
  readonly size: () => number
  /** Writes everything; nothing may be added afterwards. */
  readonly write: (sink: SegmentSink) => Promise<void>
}

/** Terms between two turns of the event loop, at most. */
const termsPerTurn = 256

/** Words between two texts of a document, so that no phrase reaches over. */
const textGap = 16

export const createSegmentBuilder = (): SegmentBuilder => {
  const termNumbers = new Map<string, number>()
  const table = createDocumentTableWriter()
  let terms = new Uint32Array(1024)
  let documents = new Uint32Array(1024)
  let positions = new Uint32Array(1024)
  let size = 0

  const larger = (before: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> => {
    const grown = new Uint32Array(before.length * 2)
    grown.set(before)
    return grown
  }

  const take = (term: string, document: number, position: number): void => {
    if (size === terms.length) {
      terms = larger(terms)
      documents = larger(documents)
      positions = larger(positions)
    }
    let number = termNumbers.get(term)
    if (number === undefined) {
      number = termNumbers.size
      termNumbers.set(term, number)
    }
    terms[size] = number
    documents[size] = document
    positions[size] = position
    size += 1
  }

  /** Where the places of each term begin among all, sorted by term; a counting sort keeps documents in order. */
  const sortByTerm = (): { readonly starts: Uint32Array; readonly order: Uint32Array } => {
    const starts = new Uint32Array(termNumbers.size + 1)
    for (let index = 0; index < size; index += 1) {
      const next = (terms[index] ?? 0) + 1
      starts[next] = (starts[next] ?? 0) + 1
    }
    for (let term = 1; term < starts.length; term += 1)
      starts[term] = (starts[term] ?? 0) + (starts[term - 1] ?? 0)
    const next = starts.slice()
    const order = new Uint32Array(size)
    for (let index = 0; index < size; index += 1) {
      const term = terms[index] ?? 0
      const place = next[term] ?? 0
      order[place] = index
      next[term] = place + 1
    }
    return { starts, order }
  }

  return {
    add: document => {
      const number = table.count()
      let next = 0
      let length = 0
      for (const text of document.texts) {
        const from = next
        const after = readTerms(
          foldForTerms(text),
          (term, _kind, position) => take(term, number, position),
          from,
        )
        length += after - from
        next = after + textGap
      }
      table.add(document, length)
    },
    documents: () => table.count(),
    size: () => size,
    write: async sink => {
      const { starts, order } = sortByTerm()
      const sorted = [...termNumbers].toSorted(([a], [b]) => (a < b ? -1 : 1))
      const dictionary = createTermDictionaryWriter()
      const postings = createByteWriter()
      const places = createByteWriter()
      let sameDocument = new Uint32Array(64)
      let turn = 0
      for (const [term, number] of sorted) {
        const until = starts[number + 1] ?? 0
        const writer = createPostingsWriter(postings, places)
        let count = 0
        for (let index = starts[number] ?? 0; index < until; count += 1) {
          const document = documents[order[index] ?? 0] ?? 0
          let often = 0
          for (; index < until && documents[order[index] ?? 0] === document; index += 1) {
            if (often === sameDocument.length) sameDocument = larger(sameDocument)
            sameDocument[often] = positions[order[index] ?? 0] ?? 0
            often += 1
          }
          writer.add(document, sameDocument, 0, often)
        }
        dictionary.add(term, count, postings.size(), places.size())
        sink.write('postings', postings.take())
        sink.write('positions', places.take())
        turn += 1
        if (turn % termsPerTurn === 0) await sink.settle()
      }
      sink.write('documents', table.encode())
      sink.write('terms', dictionary.encode())
    },
  }
}
