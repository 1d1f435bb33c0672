/** From words to messages: the engine makes their vector, the worker of vectors finds passages, rows say what they are. */

import type { MessageId, ThreadId } from '@weft/shared/ids.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import { partsToText } from '@weft/shared/schema/part.ts'
import type { Database } from '../../core/database.ts'
import type { MessageRow, ThreadRow } from '../threads/tables.ts'
import { fuseRankings } from './fuse-rankings.ts'
import type { CallMeaning, MeaningError } from './meaning-calls.ts'
import { toSnippet } from './snippet.ts'
import type { PassageHit } from './vector-index.ts'
import type { VectorSearch } from './vector-search.ts'

export interface MeaningHit {
  readonly thread: ThreadRow
  readonly messageId: MessageId
  readonly snippet: string
}

export interface SearchByMeaningDeps {
  readonly database: Database
  readonly meaning: CallMeaning
  readonly vectors: VectorSearch
}

/** Threads that are looked at for each that is shown: some lie in Trash. */
const threadsPerHit = 4

/**
 * The best message of each thread, best first. `others` are rankings of threads by other engines, best first; what they
 * found counts by its place.
 */
export const searchByMeaning = async (
  { database, meaning, vectors }: SearchByMeaningDeps,
  words: string,
  limit: number,
  others: readonly (readonly ThreadId[])[] = [],
): Promise<Result<readonly MeaningHit[], MeaningError>> => {
  const query = await meaning('embedQuery', words)
  if (!query.ok) return query
  if (query.value === null) return ok([])
  const { modelId, vector } = query.value
  // More where nearly all of them lie in Trash, until there are enough or no more.
  for (let wanted = limit * threadsPerHit; ; wanted *= threadsPerHit) {
    const passages = await vectors.search(modelId, vector, wanted)
    const passageByRoom = new Map(passages.map(passage => [passage.roomId, passage]))
    const ranked = fuseRankings([[...passageByRoom.keys()], ...others])
    const found = ranked.flatMap(id => passageByRoom.get(id) ?? [])
    const hits = await toHits(database, found, limit)
    if (hits.length === limit || passages.length < wanted) return ok(hits)
  }
}

const toHits = async (
  database: Database,
  passages: readonly PassageHit[],
  limit: number,
): Promise<readonly MeaningHit[]> => {
  const [messages, threads] = await Promise.all([
    database
      .table<MessageRow>('messages')
      .where('[roomId+id]')
      .anyOf(passages.map(({ roomId, messageId }) => [roomId, messageId]))
      .toArray(),
    database
      .table<ThreadRow>('threads')
      .where('roomId')
      .anyOf(passages.map(({ roomId }) => roomId))
      .toArray(),
  ])
  const messageById = new Map(messages.map(message => [message.id, message]))
  const threadById = new Map(threads.map(thread => [thread.roomId, thread]))
  return passages
    .flatMap(({ roomId, messageId, offset }) => {
      const [message, thread] = [messageById.get(messageId), threadById.get(roomId)]
      // Gone or in Trash since its vector was made.
      if (!message || message.deleted || !thread || thread.shelf === 'trash') return []
      return [{ thread, messageId, snippet: toSnippet(partsToText(message.parts), offset) }]
    })
    .slice(0, limit)
}
