/**
 * A search for tests of views: it reads every row at each question, and knows words, phrases and who said it. What the
 * real one finds, and how fast, has its own tests.
 */

import { partsToText } from '@weft/shared/schema/part.ts'
import type { Database } from '../../../core/database.ts'
import type { MessageRow, ThreadRow } from '../../threads/tables.ts'
import { createFindWords } from '../find-words.ts'
import type {
  MessageSearch,
  SearchAnswer,
  SearchCoverage,
  SearchHit,
  SearchQuestion,
} from '../message-search.ts'
import { filtersIn } from '../query-filters.ts'
import { wordsToMark } from '../words-to-mark.ts'

export interface ScanSearch extends MessageSearch {
  /** What was asked, oldest first. */
  readonly asked: readonly SearchQuestion[]
  /** The next answers fail, or do so no more. */
  readonly fail: (isFailing: boolean) => void
  readonly cover: (coverage: SearchCoverage) => void
  readonly suggest: (suggestion: string) => void
}

export const createScanSearch = (database: Database): ScanSearch => {
  const asked: SearchQuestion[] = []
  let isFailing = false
  let covered: SearchCoverage | undefined
  let suggestion: string | undefined

  const search = async (question: SearchQuestion): Promise<SearchAnswer> => {
    asked.push(question)
    if (isFailing) throw new Error('The worker is gone')
    const { text, order, limit, hitsPerThread, threadId } = question
    const finds = wordsToMark(text).map(word =>
      createFindWords(word.isBeginning ? word.text : `"${word.text}"`),
    )
    const mark = createFindWords(text)
    const [role] = filtersIn(text, 'role')
    const isFound = (said: string): boolean => finds.length > 0 && finds.every(find => find(said).length > 0)
    const rows = await database.table<ThreadRow>('threads').toArray()
    const messages = await database.table<MessageRow>('messages').toArray()
    const found = rows.flatMap(thread => {
      if (thread.shelf === 'trash' || (threadId !== undefined && thread.roomId !== threadId)) return []
      const title: readonly SearchHit[] =
        role === undefined && isFound(thread.title)
          ? [{ createdAt: thread.createdAt, snippet: thread.title, marks: mark(thread.title) }]
          : []
      const hits = messages
        .filter(message => message.roomId === thread.roomId && message.deleted === undefined)
        .filter(message => role === undefined || message.role === role.role)
        .flatMap(({ id, role: by, createdAt, parts }): readonly SearchHit[] => {
          const snippet = partsToText(parts)
          return isFound(snippet)
            ? [{ messageId: id, role: by, createdAt, snippet, marks: mark(snippet) }]
            : []
        })
        .toSorted((a, b) => (order === 'newest' ? b.createdAt - a.createdAt : 0))
      const all = [...title, ...hits]
      return all.length === 0
        ? []
        : [{ roomId: thread.roomId, hits: all.slice(0, hitsPerThread), count: all.length }]
    })
    return {
      threads: found.slice(0, limit),
      threadCount: found.length,
      messageCount: found.reduce((sum, { count }) => sum + count, 0),
      took: 10.4,
      coverage: covered ?? { type: 'whole', threads: rows.length },
      ...(found.length === 0 && suggestion !== undefined ? { suggestion } : {}),
    }
  }

  return {
    asked,
    search,
    fail: next => {
      isFailing = next
    },
    cover: coverage => {
      covered = coverage
    },
    suggest: next => {
      suggestion = next
    },
  }
}
