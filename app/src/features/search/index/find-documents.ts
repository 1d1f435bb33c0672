/**
 * The documents that a query finds, ranked, by thread. A document has all that is wanted; the more often, the rarer the
 * words and the shorter its text, the better (BM25 as in Lucene, k1 1.2, b 0.75). Of equally good ones the newer is first.
 */

import { hasCodeFlag, hasFileFlag, kindOfFlags, roleOfFlags } from './document-table.ts'
import type { DocumentKind, DocumentRole } from './indexed-document.ts'
import { idLetters } from './indexed-document.ts'
import { type Matches, matchClause } from './match-clause.ts'
import type { QueryTerms } from './query-terms.ts'
import type { Segment } from './segment.ts'

/** What of a document does not depend on its words. Absent: whatever it is. */
export interface DocumentFilter {
  readonly isRoom: (roomId: string) => boolean
  readonly isModel?: (model: string) => boolean
  readonly isRole?: (role: DocumentRole) => boolean
  /** Of milliseconds since the epoch. */
  readonly isTime?: (time: number) => boolean
  readonly hasCode?: boolean
  readonly hasFile?: boolean
  readonly isKind: (kind: DocumentKind) => boolean
}

export interface FoundDocument {
  readonly segment: Segment
  readonly document: number
  readonly score: number
  readonly time: number
}

export interface FoundThread {
  readonly roomId: string
  /** Messages, and the title. */
  readonly count: number
  readonly messages: number
  /** Best first. */
  readonly documents: readonly FoundDocument[]
}

export interface RankRequest {
  readonly filter: DocumentFilter
  readonly order: 'rank' | 'newest'
  /** Documents that are wanted of each thread. */
  readonly perThread: number
}

const k1 = 1.2
const b = 0.75

/** What a document of a kind counts beside a message: a title names what a thread is about, thinking is not what was said. */
const kindCounts: Readonly<Record<DocumentKind, number>> = {
  message: 1,
  title: 2.5,
  attachment: 0.7,
  reasoning: 0.5,
}

/** Two documents that differ by less are told apart by their time. */
const scoreGrain = 1e-4

interface MutableThread {
  readonly roomId: string
  count: number
  messages: number
  readonly documents: FoundDocument[]
}

/** How often each document of a segment has each of what was asked for. */
export interface MatchedSegment {
  readonly segment: Segment
  readonly wanted: readonly Matches[]
  readonly unwanted: readonly Matches[]
}

/** All at once, so that what is not in memory is read together. */
export const matchDocuments = (
  segments: readonly Segment[],
  { wanted: clauses, unwanted: others }: QueryTerms,
): Promise<readonly MatchedSegment[]> =>
  Promise.all(
    segments.map(async segment => {
      const [wanted, unwanted] = await Promise.all([
        Promise.all(clauses.map(clause => matchClause(segment, clause))),
        Promise.all(others.map(clause => matchClause(segment, clause))),
      ])
      return { segment, wanted, unwanted }
    }),
  )

export const rankThreads = (
  matched: readonly MatchedSegment[],
  request: RankRequest,
): readonly FoundThread[] => {
  const clauses = matched[0]?.wanted ?? []
  const weights = clauses.map((_, clause) => weightOf(matched, clause))
  const words = matched.reduce((sum, { segment }) => sum + segment.live.words, 0)
  const documents = matched.reduce((sum, { segment }) => sum + segment.live.documents, 0)
  const threads = new Map<string, MutableThread>()
  const isBefore = request.order === 'newest' ? isNewer : isBetter
  for (const each of matched)
    collect(each, { request, weights, meanLength: words / Math.max(1, documents), isBefore }, threads)
  return [...threads.values()].toSorted((one, other) => {
    const [first, second] = [one.documents[0], other.documents[0]]
    if (first === undefined || second === undefined) return 0
    return isBefore(first, second) ? -1 : isBefore(second, first) ? 1 : 0
  })
}

type IsBefore = (a: FoundDocument, b: FoundDocument) => boolean

const isNewer: IsBefore = (one, other) =>
  one.time === other.time ? one.score > other.score : one.time > other.time

const isBetter: IsBefore = (one, other) =>
  Math.abs(one.score - other.score) < scoreGrain ? one.time > other.time : one.score > other.score

/** How much a clause says: the fewer documents have it, the more. */
const weightOf = (matched: readonly MatchedSegment[], clause: number): number => {
  let holding = 0
  let all = 0
  for (const { segment, wanted } of matched) {
    const matches = wanted[clause]
    all += segment.live.documents
    if (matches === undefined) continue
    for (let document = 0; document < matches.length; document += 1)
      if ((matches[document] ?? 0) > 0 && !segment.isDead(document)) holding += 1
  }
  return Math.log(1 + (all - holding + 0.5) / (holding + 0.5))
}

interface Collecting {
  readonly request: RankRequest
  readonly weights: readonly number[]
  readonly meanLength: number
  readonly isBefore: IsBefore
}

const collect = (
  { segment, wanted, unwanted }: MatchedSegment,
  { request, weights, meanLength, isBefore }: Collecting,
  threads: Map<string, MutableThread>,
): void => {
  const { table } = segment
  const { filter, perThread } = request
  const accepts = acceptIn(segment, filter)
  const threadByRoom: (MutableThread | undefined)[] = []
  const isMatched = (document: number): boolean => {
    // Loops by hand: a question asks this of every document there is.
    for (const matches of wanted) if (matches[document] === 0) return false
    for (const matches of unwanted) if (matches[document] !== 0) return false
    return !segment.isDead(document) && accepts(document)
  }

  for (let document = 0; document < table.count; document += 1) {
    if (!isMatched(document)) continue
    const kind = kindOfFlags(table.flags[document] ?? 0)
    const room = table.room[document] ?? 0
    let thread = threadByRoom[room]
    if (thread === undefined) {
      const roomId = table.rooms[room] ?? ''
      thread = threads.get(roomId) ?? { roomId, count: 0, messages: 0, documents: [] }
      threads.set(roomId, thread)
      threadByRoom[room] = thread
    }
    // The texts of one message stand behind each other: it is counted with the first of them that is found.
    let isCounted = false
    for (let other = document - 1; sameMessage(table.ids, other, document); other -= 1)
      isCounted ||= isMatched(other)
    if (!isCounted) {
      thread.count += 1
      if (kind !== 'title') thread.messages += 1
    }
    const length = k1 * (1 - b + (b * (table.length[document] ?? 0)) / Math.max(1, meanLength))
    let score = 0
    for (const [clause, matches] of wanted.entries()) {
      const often = matches[document] ?? 0
      score += (weights[clause] ?? 0) * ((often * (k1 + 1)) / (often + length))
    }
    const time = table.time[document] ?? 0
    insert(
      thread.documents,
      { segment, document, score: score * kindCounts[kind], time },
      perThread,
      isBefore,
    )
  }
}

const insert = (documents: FoundDocument[], found: FoundDocument, most: number, isBefore: IsBefore): void => {
  let at = documents.length
  for (let before = documents[at - 1]; before !== undefined && isBefore(found, before); ) {
    at -= 1
    before = documents[at - 1]
  }
  if (at >= most) return
  documents.splice(at, 0, found)
  if (documents.length > most) documents.pop()
}

const sameMessage = (ids: Uint8Array, one: number, other: number): boolean => {
  if (one < 0) return false
  for (let letter = 0; letter < idLetters; letter += 1)
    if (ids[one * idLetters + letter] !== ids[other * idLetters + letter]) return false
  return true
}

/** Rooms and models are looked at once, by their numbers. */
const acceptIn = ({ table }: Segment, filter: DocumentFilter): ((document: number) => boolean) => {
  const { isModel, isRole, isTime, hasCode, hasFile } = filter
  const rooms = table.rooms.map(room => filter.isRoom(room))
  const models = isModel && table.models.map(model => isModel(model))
  return document => {
    const flags = table.flags[document] ?? 0
    return (
      rooms[table.room[document] ?? 0] === true &&
      (isTime === undefined || isTime(table.time[document] ?? 0)) &&
      filter.isKind(kindOfFlags(flags)) &&
      (models === undefined || models[table.model[document] ?? 0] === true) &&
      (isRole === undefined || isRole(roleOfFlags(flags))) &&
      (hasCode === undefined || hasCodeFlag(flags) === hasCode) &&
      (hasFile === undefined || hasFileFlag(flags) === hasFile)
    )
  }
}
