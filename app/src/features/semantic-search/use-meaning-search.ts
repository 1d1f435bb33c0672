import { useContext, useEffect, useEffectEvent, useState } from 'react'
import { usePage } from '../../worker/page-context.ts'
import type { ThreadHits } from '../search/message-search.ts'
import { hasFilters } from '../search/query-filters.ts'
import { useMeaningWish } from './queries.ts'
import { type MeaningHit, searchByMeaning } from './search-by-meaning.ts'
import { VectorsContext } from './vectors-context.ts'

export type MeaningSearch =
  /** Nobody has asked for it, or for anything. */
  | { readonly type: 'off' }
  | { readonly type: 'searching' }
  | { readonly type: 'found'; readonly hits: readonly MeaningHit[] }
  /** Whoever makes the vectors gave none. */
  | { readonly type: 'failed' }

/** Milliseconds after the last key: each question is a call, which may cost money. */
const restFor = 300

/** One letter means nothing. */
const fewestLetters = 2

const nothing: readonly ThreadHits[] = []
const off: MeaningSearch = { type: 'off' }

/** The messages that mean what the words say. What was found for the words before stays until the new is there. */
export const useMeaningSearch = (
  query: string,
  limit: number,
  byWords: readonly ThreadHits[] = nothing,
): MeaningSearch => {
  const { database, engine, env } = usePage()
  const vectors = useContext(VectorsContext)
  const wish = useMeaningWish()
  const [found, setFound] = useState<MeaningSearch>({ type: 'searching' })
  const words = query.trim()
  // Vectors know nothing of folders and dates: what a filter leaves out must not come back below.
  const isAsked = Boolean(wish) && words.length >= fewestLetters && !hasFilters(query)

  // Read when the question is asked: what the words find changes more often than the question.
  const ask = useEffectEvent(() =>
    searchByMeaning({ database, meaning: engine.meaning, vectors }, words, limit, [
      byWords.map(({ roomId }) => roomId),
    ]),
  )

  useEffect(() => {
    if (!isAsked) return
    let isWanted = true
    const search = async (): Promise<void> => {
      const result = await ask()
      if (isWanted) setFound(result.ok ? { type: 'found', hits: result.value } : { type: 'failed' })
    }
    const cancel = env.clock.after(restFor, () => void search())
    return () => {
      isWanted = false
      cancel()
    }
  }, [database, engine, env, vectors, words, limit, isAsked])

  if (!isAsked) return off
  if (found.type !== 'found') return found
  const seen = new Set(byWords.flatMap(({ hits }) => hits.map(({ messageId }) => messageId)))
  return { type: 'found', hits: found.hits.filter(({ messageId }) => !seen.has(messageId)) }
}
