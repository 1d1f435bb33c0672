import { useContext, useEffect, useState } from 'react'
import { usePage } from '../../worker/page-context.ts'
import type { SearchAnswer, SearchQuestion } from './message-search.ts'
import { SearchContext } from './search-context.ts'

export type MessageSearching =
  /** Nobody has asked for anything. */
  | { readonly type: 'off' }
  | { readonly type: 'searching' }
  /** The answer to what was asked last; `question` is older than what is asked now while that is searched for. */
  | { readonly type: 'found'; readonly question: SearchQuestion; readonly answer: SearchAnswer }
  | { readonly type: 'failed' }

/** Milliseconds after which an answer of an index that is still being built is asked for anew. */
const rebuiltAfter = 1000

const off: MessageSearching = { type: 'off' }

/**
 * What was said that has these words. What was found before stays until the new is there; `attempt` asks the same again.
 * While the index is being built, and again when the threads have changed, it is asked by itself.
 */
export const useMessageSearch = (question: SearchQuestion | undefined, attempt = 0): MessageSearching => {
  const search = useContext(SearchContext)
  const { env } = usePage()
  const [found, setFound] = useState<MessageSearching>({ type: 'searching' })
  const [round, setRound] = useState(0)
  const asked = question && JSON.stringify(question)

  useEffect(() => search.subscribe?.(() => setRound(number => number + 1)), [search])

  useEffect(() => {
    if (question === undefined) return undefined
    let isWanted = true
    let cancel = (): void => undefined
    const ask = async (): Promise<void> => {
      try {
        const answer = await search.search(question)
        if (!isWanted) return
        setFound({ type: 'found', question, answer })
        if (answer.coverage.type === 'building') {
          cancel = env.clock.after(rebuiltAfter, () => setRound(number => number + 1))
        }
      } catch {
        if (isWanted) setFound({ type: 'failed' })
      }
    }
    void ask()
    return () => {
      isWanted = false
      cancel()
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the question is made anew with each drawing; its text says whether it is another
  }, [search, env, asked, round, attempt])

  // Whoever begins anew is not shown what others found.
  if (question === undefined && found.type !== 'searching') setFound({ type: 'searching' })
  return question === undefined ? off : found
}
