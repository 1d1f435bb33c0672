/** A question, answered: from words to threads with the places in them, as the rows say them. */

import type { Database } from '../../../core/database.ts'
import type { FolderRow } from '../../workspace/tables.ts'
import type { MessageRow, ThreadRow } from '../../threads/tables.ts'
import { Dexie } from 'dexie'
import type {
  SearchAnswer,
  SearchCoverage,
  SearchHit,
  SearchQuestion,
  ThreadHits,
} from '../message-search.ts'
import { parseQuery, printQuery, type SearchQuery } from '../query-language.ts'
import { toDocumentFilter, type RoomFacts } from './document-filter.ts'
import { idAt, kindOfFlags } from './document-table.ts'
import { findDocuments, type FoundDocument, type FoundThread } from './find-documents.ts'
import { type DocumentKind, toMessageId } from './indexed-document.ts'
import { messageTexts, reasoningTexts } from './message-documents.ts'
import { type Clause, toQueryTerms } from './query-terms.ts'
import type { Segment } from './segment.ts'
import { searchRoomsOf } from './segment-store.ts'
import { snippetOf } from './snippet-of.ts'
import { suggestQuery } from './suggest-words.ts'
import type { AttachmentTextRow } from './tables.ts'

export interface FindMessagesDeps {
  readonly database: Database
  readonly segments: () => readonly Segment[]
  readonly now: () => number
  readonly breathe: () => Promise<void>
}

/** Of a message that stands in a hit with its text and its thinking, only one is shown. */
const textsPerMessage = 2

export const findMessages = async (
  deps: FindMessagesDeps,
  question: SearchQuestion,
): Promise<SearchAnswer> => {
  const { database } = deps
  const began = deps.now()
  const query = parseQuery(question.text)
  const terms = toQueryTerms(query)
  const isAsked = terms.wanted.length > 0 || query.some(({ type }) => type === 'filter')
  const segments = deps.segments()
  const found = isAsked
    ? await findDocuments(segments, {
        terms,
        filter: toDocumentFilter(query, await readFacts(database, query, question)),
        // Without a word nothing is better than another.
        order: terms.wanted.length > 0 ? question.order : 'newest',
        perThread: question.hitsPerThread * textsPerMessage,
      })
    : []
  const threads = await toThreads(deps, found.slice(0, question.limit), question, terms.wanted)
  const took = deps.now() - began
  const suggestion =
    found.length === 0 && isAsked ? await suggestQuery(query, segments, deps.breathe) : undefined
  return {
    threads,
    threadCount: found.length,
    messageCount: found.reduce((sum, { messages }) => sum + messages, 0),
    took,
    coverage: await readCoverage(database),
    ...(suggestion === undefined ? {} : { suggestion: printQuery(suggestion).trim() }),
  }
}

const readFacts = async (
  database: Database,
  query: SearchQuery,
  { threadId }: SearchQuestion,
): Promise<RoomFacts> => {
  const threads = database.table<ThreadRow, [string, string]>('threads')
  const trash = new Set<string>()
  // By the keys of the index: no row is read.
  await threads
    .where('[shelf+lastAt]')
    .between(['trash', Dexie.minKey], ['trash', Dexie.maxKey])
    .eachPrimaryKey(([, roomId]) => trash.add(roomId))
  const folderByRoom = new Map<string, string>()
  if (query.some(part => part.type === 'filter' && part.filter.type === 'folder')) {
    const folders = await database.table<FolderRow>('folders').toArray()
    for (const { id, name } of folders)
      await threads
        .where('[folderId+shelf+lastAt]')
        .between([id], [id, Dexie.maxKey])
        .eachPrimaryKey(([, roomId]) => folderByRoom.set(roomId, name))
  }
  return {
    isTrash: roomId => trash.has(roomId),
    folderOf: roomId => folderByRoom.get(roomId),
    onlyRoom: threadId,
  }
}

/** What of the threads has been looked at; those whose messages have no rows yet are still to come. */
const readCoverage = async (database: Database): Promise<SearchCoverage> => {
  const rooms = searchRoomsOf(database)
  const [total, looked, waiting] = await Promise.all([
    database.table('threads').count(),
    rooms.count(),
    rooms.where('waits').equals(1).count(),
  ])
  const done = Math.min(total, looked - waiting)
  return done < total ? { type: 'building', done, total } : { type: 'whole', threads: total }
}

const toThreads = async (
  { database }: FindMessagesDeps,
  found: readonly FoundThread[],
  question: SearchQuestion,
  clauses: readonly Clause[],
): Promise<readonly ThreadHits[]> => {
  const [threads, messages] = await Promise.all([
    database
      .table<ThreadRow>('threads')
      .where('roomId')
      .anyOf(found.map(({ roomId }) => roomId))
      .toArray(),
    readMessages(database, found),
  ])
  const threadById = new Map<string, ThreadRow>(threads.map(thread => [thread.roomId, thread]))
  const answers: ThreadHits[] = []
  for (const { roomId, count, documents } of found) {
    const thread = threadById.get(roomId)
    // Gone, or in Trash, since it was indexed.
    if (thread === undefined || thread.shelf === 'trash') continue
    const hits: SearchHit[] = []
    const shown = new Set<string>()
    for (const place of documents.map(toPlace)) {
      if (shown.has(place.id) || hits.length === question.hitsPerThread) continue
      const hit =
        place.kind === 'title'
          ? titleHit(thread, clauses)
          : await messageHit(database, place, messages.get(place.id), clauses)
      if (hit === undefined) continue
      shown.add(place.id)
      hits.push(hit)
    }
    if (hits.length > 0) answers.push({ roomId: thread.roomId, hits, count })
  }
  return answers
}

interface Place {
  readonly kind: DocumentKind
  readonly id: string
  readonly part: number
}

const toPlace = ({ segment: { table }, document }: FoundDocument): Place => ({
  kind: kindOfFlags(table.flags[document] ?? 0),
  id: idAt(table, document),
  part: table.part[document] ?? 0,
})

const readMessages = async (
  database: Database,
  found: readonly FoundThread[],
): Promise<ReadonlyMap<string, MessageRow>> => {
  const wanted = found.flatMap(({ roomId, documents }) =>
    documents.map(toPlace).flatMap(({ kind, id }) => (kind === 'title' ? [] : [[roomId, toMessageId(id)]])),
  )
  const rows = await database.table<MessageRow>('messages').where('[roomId+id]').anyOf(wanted).toArray()
  return new Map(rows.flatMap(row => (row.deleted ? [] : [[row.id.slice(-26), row] as const])))
}

const titleHit = (thread: ThreadRow, clauses: readonly Clause[]): SearchHit => {
  const { text, marks } = snippetOf(thread.title, clauses, true)
  return { createdAt: thread.lastAt, snippet: text, marks }
}

const messageHit = async (
  database: Database,
  { kind, part }: Place,
  row: MessageRow | undefined,
  clauses: readonly Clause[],
): Promise<SearchHit | undefined> => {
  if (row === undefined) return undefined
  const attachmentId = kind === 'attachment' ? row.attachmentIds?.[part] : undefined
  const attachment = row.parts.find(
    each => each.type === 'attachment' && each['attachmentId'] === attachmentId && attachmentId !== undefined,
  )
  const text =
    attachmentId === undefined
      ? (kind === 'reasoning' ? reasoningTexts(row.parts) : messageTexts(row.parts)).join('\n\n')
      : ((
          await database
            .table<AttachmentTextRow, [string, string]>('attachmentTexts')
            .get([row.workspaceId, attachmentId])
        )?.text ?? '')
  const snippet = snippetOf(text, clauses)
  const name = attachment?.['name']
  return {
    messageId: row.id,
    role: row.role,
    createdAt: row.createdAt,
    snippet: snippet.text,
    marks: snippet.marks,
    ...(typeof name === 'string' ? { attachment: name } : {}),
  }
}
