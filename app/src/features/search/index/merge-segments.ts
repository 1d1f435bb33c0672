/** Several segments into one, term by term, without the documents that have died. What is merged stays as it is until the
 * commit; where each document went is told, for those that die meanwhile. */

import { createDocumentTableWriter } from './document-table.ts'
import { createPositionsReader, createPostingsWriter, readPostings } from './postings.ts'
import type { Segment } from './segment.ts'
import type { SegmentSink } from './segment-sink.ts'
import { createTermDictionaryWriter, type TermEntry } from './term-dictionary.ts'
import { createByteWriter } from './varint.ts'

export interface Merged {
  readonly documents: number
  /** For each segment, by number there, the number in the new one; -1 for those that were dead. */
  readonly movedTo: readonly Int32Array[]
}

/** Terms between two turns of the event loop, at most. */
const termsPerTurn = 64

interface Source {
  readonly segment: Segment
  readonly movedTo: Int32Array
  readonly terms: Generator<TermEntry>
  current: TermEntry | undefined
}

export const mergeSegments = async (segments: readonly Segment[], sink: SegmentSink): Promise<Merged> => {
  const table = createDocumentTableWriter()
  const sources = segments.map((segment): Source => {
    const movedTo = new Int32Array(segment.table.count)
    for (let document = 0; document < movedTo.length; document += 1)
      movedTo[document] = segment.isDead(document) ? -1 : table.copy(segment.table, document)
    const terms = segment.terms.beginningWith('')
    return { segment, movedTo, terms, current: terms.next().value ?? undefined }
  })
  const dictionary = createTermDictionaryWriter()
  const postings = createByteWriter()
  const positions = createByteWriter()
  let turn = 0
  for (let term = leastTerm(sources); term !== undefined; term = leastTerm(sources)) {
    const writer = createPostingsWriter(postings, positions)
    let count = 0
    // In the order of the segments, in which the new numbers rise too.
    for (const source of sources) {
      const { current, segment, movedTo } = source
      if (current?.term !== term) continue
      const list = await segment.postings([current])
      const places = createPositionsReader(await segment.positions(current))
      readPostings(list, current.documents, (document, often) => {
        const moved = movedTo[document] ?? -1
        if (moved < 0) return places.skip(often)
        const at = places.read(often)
        writer.add(moved, at, 0, at.length)
        count += 1
      })
      const next = source.terms.next()
      source.current = next.done ? undefined : next.value
    }
    if (count > 0) {
      dictionary.add(term, count, postings.size(), positions.size())
      sink.write('postings', postings.take())
      sink.write('positions', positions.take())
    }
    turn += 1
    if (turn % termsPerTurn === 0) await sink.settle()
  }
  sink.write('documents', table.encode())
  sink.write('terms', dictionary.encode())
  return { documents: table.count(), movedTo: sources.map(source => source.movedTo) }
}

const leastTerm = (sources: readonly Source[]): string | undefined => {
  let least: string | undefined
  for (const { current } of sources)
    if (current !== undefined && (least === undefined || current.term < least)) least = current.term
  return least
}
