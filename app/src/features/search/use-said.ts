import type { ThreadRow } from '../threads/tables.ts'
import type { ThreadHits } from './message-search.ts'
import { isMessageHit, type MessageHit } from './message-hit.ts'
import { useFoundThreads } from './use-found-threads.ts'
import { useMessageSearch } from './use-message-search.ts'

export interface SaidHit {
  readonly thread: ThreadRow
  readonly hit: MessageHit
}

export interface Said {
  /** The best message of each thread, best first. */
  readonly said: readonly SaidHit[]
  /** All that was found, for searches that rank anew. */
  readonly threads: readonly ThreadHits[]
}

const nothing: readonly ThreadHits[] = []

/** Where the words were said, in few lines: for the sidebar and the palette. Titles are theirs already. */
export const useSaid = (query: string, limit: number): Said => {
  const isAsked = query.trim() !== ''
  const searching = useMessageSearch(
    // A title may be the first hit of its thread.
    isAsked ? { text: query.trimStart(), order: 'rank', limit, hitsPerThread: 2 } : undefined,
  )
  const found = useFoundThreads(searching)
  const threads = found?.answer.threads ?? nothing
  const said = threads.flatMap(({ roomId, hits }) => {
    const thread = found?.threads.get(roomId)
    const hit = hits.find(isMessageHit)
    return thread && hit ? [{ thread, hit }] : []
  })
  return { said, threads }
}
