import { useMemo } from 'react'
import type { ThreadRow } from '../threads/tables.ts'
import { useAllThreads } from '../threads/thread-list-queries.ts'
import { searchTitles, type TitleHit, toSearchable } from './title-search.ts'

/** The best threads for a query over all titles on this device; `undefined` until they are read. */
export const useTitleSearch = (query: string, limit: number): readonly TitleHit<ThreadRow>[] | undefined => {
  const threads = useAllThreads()
  // Folding 5,000 titles takes some 35 ms, searching them 8: they are folded when a thread changes, not at every key.
  const titles = useMemo(
    () => threads?.map(thread => toSearchable(thread, thread.title, thread.lastAt)),
    [threads],
  )
  return titles && searchTitles(titles, query, limit)
}
