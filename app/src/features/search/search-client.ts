/**
 * The page's end of the search worker. One question is under way at a time, and the newest is asked next: whoever types
 * waits for the last letter and not for all before it.
 */

import type { MessageSearch, SearchAnswer, SearchQuestion } from './message-search.ts'

interface Waiting {
  readonly question: SearchQuestion
  readonly answered: (answer: Promise<SearchAnswer>) => void
}

export const createSearchClient = ({
  search,
}: Pick<MessageSearch, 'search'>): Pick<MessageSearch, 'search'> => {
  const waiting: Waiting[] = []
  let isAsking = false

  const askNext = async (): Promise<void> => {
    if (isAsking) return
    isAsking = true
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const answer = search(next.question)
      next.answered(answer)
      // Who asked hears of a failure; the next is asked all the same.
      await answer.catch(() => undefined)
    }
    isAsking = false
  }

  return {
    search: question =>
      new Promise(resolve => {
        waiting.push({ question, answered: resolve })
        void askNext()
      }),
  }
}
