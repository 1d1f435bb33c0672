/** The index beside a scan of everything: whatever is said, unsaid, merged and reopened, both find the same. */

import 'fake-indexeddb/auto'
import { testRandom } from '@weft/shared/testing/env.ts'
import type { MessageId, ThreadId } from '@weft/shared/ids.ts'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseQuery } from '../query-language.ts'
import { type Clause, toQueryTerms } from './query-terms.ts'
import { foldForTerms, readTerms } from './read-terms.ts'
import { createSearchWorld } from './testing/search-world.ts'

interface Said {
  readonly threadId: ThreadId
  readonly words: string
}

/** Few words in many scripts, so that they meet. */
const words = [
  'loom',
  'looms',
  'loomWeaver',
  'blue',
  'Blue',
  'a.b',
  'নদ',
  'নদী',
  'किताब',
  'كتاب',
  'والكتاب',
  '东京塔',
  '京塔东',
  '東京タワー',
  'ภาษาไทย',
  '학교에서',
  '학교',
  'naïve',
  '2024',
]
const sentence = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 6 }).map(all => all.join(' '))

const asked = fc
  .array(
    fc.record({
      not: fc.boolean(),
      quoted: fc.boolean(),
      words: fc.array(fc.constantFrom(...words, 'lo', '학', '京', 'ภา'), { minLength: 1, maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .chain(parts =>
    fc
      .constantFrom('', ' ')
      .map(
        end =>
          parts
            .map(part => `${part.not ? '-' : ''}${part.quoted ? `"${part.words.join(' ')}"` : part.words[0]}`)
            .join(' ') + end,
      ),
  )
  .filter(query => toQueryTerms(parseQuery(query)).wanted.length > 0)

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant('say' as const), thread: fc.nat(3), words: sentence }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('unsay' as const), which: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('forget' as const), thread: fc.nat(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('trash' as const), thread: fc.nat(3), isIn: fc.boolean() }),
  },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('look' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('reopen' as const) }) },
)

const holds = (text: string, { sequences }: Clause): boolean => {
  const terms: string[][] = []
  readTerms(foldForTerms(text), (term, _kind, position) => (terms[position] ??= []).push(term))
  return sequences.some(slots =>
    terms.some((_, at) =>
      slots.every(slot =>
        (terms[at + slot.offset - (slots[0]?.offset ?? 0)] ?? []).some(term =>
          slot.terms.some(wanted =>
            wanted.isBeginning ? term.startsWith(wanted.term) : term === wanted.term,
          ),
        ),
      ),
    ),
  )
}

let worlds = 0

it('finds what a scan finds, newest first', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 80 }),
      fc.array(asked, { minLength: 4, maxLength: 8 }),
      async (steps, queries) => {
        worlds += 1
        const world = await createSearchWorld(`oracle-${worlds}`, testRandom(worlds))
        const threads = [await world.addThread(), await world.addThread(), await world.addThread()]
        // In the order in which it was said.
        const said = new Map<MessageId, Said>()
        const trashed = new Set<ThreadId>()
        const gone = new Set<ThreadId>()
        for (const each of steps) {
          const threadId = 'thread' in each ? threads[each.thread % threads.length] : undefined
          if (each.type === 'look') await world.look()
          else if (each.type === 'reopen') await world.reopen()
          else if (each.type === 'unsay') {
            const [id, what] = [...said][each.which] ?? []
            if (id === undefined || what === undefined) continue
            await world.unsay(what.threadId, id)
            said.delete(id)
          } else if (threadId === undefined || gone.has(threadId)) continue
          else if (each.type === 'say')
            said.set(await world.say(threadId, each.words), { threadId, words: each.words })
          else if (each.type === 'trash') {
            await world.changeThread(threadId, { shelf: each.isIn ? 'trash' : 'active' })
            if (each.isIn) trashed.add(threadId)
            else trashed.delete(threadId)
          } else {
            await world.forget(threadId)
            gone.add(threadId)
            for (const [id, what] of said) if (what.threadId === threadId) said.delete(id)
          }
        }
        await world.look()
        for (const query of queries) {
          const { wanted, unwanted } = toQueryTerms(parseQuery(query))
          const expected = [...said]
            .filter(
              ([, { threadId, words: text }]) =>
                !trashed.has(threadId) &&
                wanted.every(clause => holds(text, clause)) &&
                !unwanted.some(clause => holds(text, clause)),
            )
            .map(([id]) => id)
          const answer = await world.ask(query, { order: 'newest' })
          const hits = answer.threads.flatMap(thread => thread.hits)
          expect([query, hits.map(({ messageId }) => messageId ?? 'title').toSorted()]).toEqual([
            query,
            expected.toSorted(),
          ])
          expect(answer.messageCount).toBe(expected.length)
          for (const { hits: ofThread } of answer.threads)
            expect(ofThread.map(({ createdAt }) => -createdAt)).toEqual(
              ofThread.map(({ createdAt }) => -createdAt).toSorted((a, b) => a - b),
            )
          const newest = answer.threads.map(({ hits: [first] }) => -(first?.createdAt ?? 0))
          expect(newest).toEqual(newest.toSorted((a, b) => a - b))
          // Every hit shows why it is one.
          for (const hit of hits)
            expect([query, hit.snippet, hit.marks.length > 0]).toEqual([query, hit.snippet, true])
        }
        await world.database.delete()
      },
    ),
    { numRuns: 60 },
  )
})
