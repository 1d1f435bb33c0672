/** What a page asks of the search over everything said on this device, and what it is answered. Plain data. */

import type { MessageId, ThreadId } from '@weft/shared/ids.ts'
import type { TextRange } from './fold-text.ts'

export interface SearchQuestion {
  /** As it was typed: words, "phrases", `-not`, filters (`query-language.ts`). */
  readonly text: string
  readonly order: 'rank' | 'newest'
  /** Threads that are wanted; and hits within each. */
  readonly limit: number
  readonly hitsPerThread: number
  /** Only in this thread. */
  readonly threadId?: ThreadId
}

export interface SearchHit {
  /** Absent: the words stand in the thread's title. */
  readonly messageId?: MessageId
  readonly role?: 'user' | 'assistant' | 'tool'
  readonly createdAt: number
  /** The file in whose text the words stand. */
  readonly attachment?: string
  readonly snippet: string
  /** What to mark in the snippet, in order, without overlaps. */
  readonly marks: readonly TextRange[]
}

export interface ThreadHits {
  readonly roomId: ThreadId
  readonly hits: readonly SearchHit[]
  /** All that were found in it. */
  readonly count: number
}

/** How much of what is here can be found. */
export type SearchCoverage =
  | { readonly type: 'whole'; readonly threads: number }
  | { readonly type: 'building'; readonly done: number; readonly total: number }

export interface SearchAnswer {
  readonly threads: readonly ThreadHits[]
  /** Of all that were found, shown or not. */
  readonly threadCount: number
  readonly messageCount: number
  /** Milliseconds that finding took. */
  readonly took: number
  readonly coverage: SearchCoverage
  /** What might have been meant, when nothing was found. */
  readonly suggestion?: string
}

export interface MessageSearch {
  readonly search: (question: SearchQuestion) => Promise<SearchAnswer>
  /** Tells when more, or less, can be found than before. */
  readonly subscribe?: (listener: () => void) => () => void
}
