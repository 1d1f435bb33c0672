import type { ThreadId } from '@weft/shared/ids.ts'
import { useLiveQuery } from 'dexie-react-hooks'
import { useState } from 'react'
import { usePage } from '../../worker/page-context.ts'
import type { ThreadRow } from '../threads/tables.ts'
import type { SearchAnswer, SearchQuestion } from './message-search.ts'
import type { MessageSearching } from './use-message-search.ts'

/** An answer with the threads it speaks of, as they are called now. One that has gone since is not among them. */
export interface Found {
  readonly question: SearchQuestion
  readonly answer: SearchAnswer
  readonly threads: ReadonlyMap<ThreadId, ThreadRow>
}

/** Answer and threads together: the answer before stays until the threads of the next are read, so that no row blinks. */
export const useFoundThreads = (searching: MessageSearching): Found | undefined => {
  const { database } = usePage()
  const found = searching.type === 'found' ? searching : undefined
  const ids = found?.answer.threads.map(({ roomId }) => roomId) ?? []
  const asked = ids.join()
  const read = useLiveQuery(async () => {
    const rows = await database.table<ThreadRow>('threads').where('roomId').anyOf(ids).toArray()
    return { asked, threads: new Map(rows.map(row => [row.roomId, row])) }
  }, [database, asked])
  const [whole, setWhole] = useState<Found>()
  if (found && read?.asked === asked && (whole?.answer !== found.answer || whole.threads !== read.threads)) {
    setWhole({ question: found.question, answer: found.answer, threads: read.threads })
  }
  return found && whole
}
