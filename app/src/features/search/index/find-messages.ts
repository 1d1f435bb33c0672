/** A question, answered: from words to threads with the places in them, as the rows say them. */

import type { Database } from '../../../core/database.ts'
import type { FolderRow } from '../../workspace/tables.ts'
import type { MessageRow, ThreadRow } from '../../threads/tables.ts'
import { Dexie } from 'dexie'
import type { SearchAnswer, SearchHit, SearchQuestion, ThreadHits } from '../message-search.ts'
import { parseQuery, printQuery, type SearchQuery } from '../query-language.ts'
import { toDocumentFilter, type RoomFacts } from './document-filter.ts'
import { idAt, kindOfFlags } from './document-table.ts'
import { type FoundDocument, type FoundThread, matchDocuments, rankThreads } from './find-documents.ts'
import { type DocumentKind, toMessageId } from './indexed-document.ts'
import { messageTexts, reasoningTexts } from './message-documents.ts'
import type { ListFacts } from './list-facts.ts'
import { type Clause, toQueryTerms } from './query-terms.ts'
import type { Segment } from './segment.ts'
import { snippetOf } from './snippet-of.ts'
import { suggestQuery } from './suggest-words.ts'
import type { AttachmentTextRow } from './tables.ts'

export interface FindMessagesDeps {
  readonly database: Database
  readonly segments: () => readonly Segment[]
  readonly lists: ListFacts
  readonly now: () => number
  readonly breathe: () => Promise<void>
}

/** Of a message that stands in a hit with its text and its thinking, only one is shown. */
const textsPerMessage = 2

export const findMessages = async (
  deps: FindMessagesDeps,
  question: SearchQuestion,
): Promise<SearchAnswer> => {
  const began = deps.now()
  const coverage = deps.lists.coverage()
  // Where finding fails first, nobody asks for it any more.
  coverage.catch(() => undefined)
  const query = parseQuery(question.text)
  const terms = toQueryTerms(query)
  const isAsked = terms.wanted.length > 0 || query.some(({ type }) => type === 'filter')
  const segments = deps.segments()
  const [facts, matched] = isAsked
    ? await Promise.all([readFacts(deps, query, question), matchDocuments(segments, terms)])
    : [noFacts, []]
  const found = rankThreads(matched, {
    filter: toDocumentFilter(query, facts),
    // Without a word nothing is better than another.
    order: terms.wanted.length > 0 ? question.order : 'newest',
    perThread: question.hitsPerThread * textsPerMessage,
  })
  const threads = await toThreads(deps, found.slice(0, question.limit), question, terms.wanted)
  const took = deps.now() - began
  const suggestion =
    found.length === 0 && isAsked ? await suggestQuery(query, segments, deps.breathe) : undefined
  return {
    threads,
    threadCount: found.length,
    messageCount: found.reduce((sum, { messages }) => sum + messages, 0),
    took,
    coverage: await coverage,
    ...(suggestion === undefined ? {} : { suggestion: printQuery(suggestion).trim() }),
  }
}

const noFacts: RoomFacts = { isTrash: () => false, folderOf: () => undefined, onlyRoom: undefined }

const readFacts = async (
  { database, lists }: FindMessagesDeps,
  query: SearchQuery,
  { threadId }: SearchQuestion,
): Promise<RoomFacts> => {
  const threads = database.table<ThreadRow, [string, string]>('threads')
  const trash = await lists.trash()
  const folderByRoom = new Map<string, string>()
  if (query.some(part => part.type === 'filter' && part.filter.type === 'folder')) {
    const folders = await database.table<FolderRow>('folders').toArray()
    for (const { id, name } of folders) {
      const inside = await threads
        .where('[folderId+shelf+lastAt]')
        .between([id], [id, Dexie.maxKey])
        .primaryKeys()
      for (const [, roomId] of inside) folderByRoom.set(roomId, name)
    }
  }
  return {
    isTrash: roomId => trash.has(roomId),
    folderOf: roomId => folderByRoom.get(roomId),
    onlyRoom: threadId,
  }
}

const toThreads = async (
  { database }: FindMessagesDeps,
  found: readonly FoundThread[],
  question: SearchQuestion,
  clauses: readonly Clause[],
): Promise<readonly ThreadHits[]> => {
  const places = new Map(
    found.map(({ roomId, documents }) => [roomId, firstPlaces(documents, question.hitsPerThread)] as const),
  )
  const rows = await readRows(database, places)
  const answers: ThreadHits[] = []
  for (const { roomId, count } of found) {
    const hits: SearchHit[] = []
    // Of what is gone since it was indexed there are no rows, and no hits.
    let row: ThreadRow | MessageRow | undefined
    for (const place of places.get(roomId) ?? []) {
      const isTitle = place.kind === 'title'
      const thread = isTitle ? rows.threads.get(roomId) : undefined
      const message = isTitle ? undefined : rows.messages.get(place.id)
      if (thread) hits.push(titleHit(thread, clauses))
      if (message) hits.push(await messageHit(database, place, message, clauses))
      row ??= thread ?? message
    }
    if (row) answers.push({ roomId: row.roomId, hits, count })
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

/** Where a message stands twice, its better place alone. */
const firstPlaces = (documents: readonly FoundDocument[], most: number): readonly Place[] => {
  const byId = new Map<string, Place>()
  for (const place of documents.map(toPlace)) if (!byId.has(place.id)) byId.set(place.id, place)
  return [...byId.values()].slice(0, most)
}

interface HitRows {
  /** Those whose titles are hits. */
  readonly threads: ReadonlyMap<string, ThreadRow>
  /** By the ids that documents have. */
  readonly messages: ReadonlyMap<string, MessageRow>
}

/** All asked for at once, in one transaction: a cursor from key to key would wait for each of them. */
const readRows = async (
  database: Database,
  places: ReadonlyMap<string, readonly Place[]>,
): Promise<HitRows> => {
  const threadTable = database.table<ThreadRow>('threads')
  const messageTable = database.table<MessageRow>('messages')
  const threads = new Map<string, ThreadRow>()
  const messages = new Map<string, MessageRow>()
  await database.transaction('r', threadTable, messageTable, async () => {
    const asked: Promise<void>[] = []
    for (const [roomId, ofRoom] of places) {
      for (const { kind, id } of ofRoom)
        asked.push(
          kind === 'title'
            ? threadTable.get({ roomId }).then(row => void (row && threads.set(roomId, row)))
            : messageTable
                .get({ roomId, id: toMessageId(id) })
                .then(row => void (row && !row.deleted && messages.set(id, row))),
        )
    }
    await Promise.all(asked)
  })
  return { threads, messages }
}

const titleHit = (thread: ThreadRow, clauses: readonly Clause[]): SearchHit => {
  const { text, marks } = snippetOf(thread.title, clauses, true)
  return { createdAt: thread.lastAt, snippet: text, marks }
}

const messageHit = async (
  database: Database,
  { kind, part }: Place,
  row: MessageRow,
  clauses: readonly Clause[],
): Promise<SearchHit> => {
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
