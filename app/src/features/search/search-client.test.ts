import { expect, it } from 'vitest'
import type { SearchAnswer, SearchQuestion } from './message-search.ts'
import { createSearchClient } from './search-client.ts'

const question = (text: string): SearchQuestion => ({ text, order: 'rank', limit: 1, hitsPerThread: 1 })
const answer: SearchAnswer = {
  threads: [],
  threadCount: 0,
  messageCount: 0,
  took: 0,
  coverage: { type: 'whole', threads: 0 },
}

it('asks one thing at a time, the newest next, and answers all', async () => {
  const asked: string[] = []
  const pending: PromiseWithResolvers<SearchAnswer>[] = []
  const { search } = createSearchClient({
    search: ({ text }) => {
      asked.push(text)
      const next = Promise.withResolvers<SearchAnswer>()
      pending.push(next)
      return next.promise
    },
  })
  const answers = ['l', 'lo', 'loo', 'loom'].map(text => search(question(text)))
  expect(asked).toEqual(['l'])
  for (let number = 0; number < 4; number += 1) {
    pending[number]?.resolve(answer)
    await answers[number === 0 ? 0 : 4 - number]
    // What comes next is asked within the same turn.
    await Promise.resolve()
  }
  expect(asked).toEqual(['l', 'loom', 'loo', 'lo'])
  expect(await Promise.all(answers)).toEqual([answer, answer, answer, answer])
})

it('goes on after a question that failed', async () => {
  const { search } = createSearchClient({
    search: ({ text }) => (text === 'bad' ? Promise.reject(new Error('broken')) : Promise.resolve(answer)),
  })
  const bad = search(question('bad'))
  const good = search(question('good'))
  await expect(bad).rejects.toThrow('broken')
  expect(await good).toEqual(answer)
})
