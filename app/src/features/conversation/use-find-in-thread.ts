import type { MessageId, ThreadId } from '@weft/shared/ids.ts'
import { useEffect, useEffectEvent, useState } from 'react'
import { isMessageHit, type MessageHit } from '../search/message-hit.ts'
import type { SearchHit } from '../search/message-search.ts'
import { useMessageSearch } from '../search/use-message-search.ts'
import type { ThreadPath } from '../threads/thread-path.ts'

export interface FindInThreadDeps {
  readonly threadId: ThreadId
  readonly text: string
  readonly path: ThreadPath | undefined
  /** The first message in view: the search begins there. */
  readonly firstSeen: () => MessageId | undefined
  readonly goTo: (id: MessageId) => void
}

export interface FindInThread {
  /** `undefined` while nothing is looked for, or not yet found. */
  readonly total: number | undefined
  /** Counted from 1 at the top of the thread; 0: nothing was gone to. */
  readonly position: number
  readonly failed: boolean
  readonly step: (by: 1 | -1) => void
}

/** Hits that are asked for at first, the newest; and by how many times more when they are gone through. */
const firstLimit = 200
const growth = 5

/** As they are read from above: along the branch in view where they stand on it, else by when they were said. */
const inOrder = (
  hits: readonly SearchHit[],
  placeById: ReadonlyMap<MessageId, number>,
): readonly MessageHit[] =>
  hits
    .filter(isMessageHit)
    .toSorted(
      (a, b) =>
        a.createdAt - b.createdAt || (placeById.get(a.messageId) ?? 0) - (placeById.get(b.messageId) ?? 0),
    )

/**
 * The messages of one thread, in all its branches, that say something, and which of them is looked at. It goes to the first
 * of them at or below what is in view, or to the last above it, and from there round and round.
 */
export const useFindInThread = ({
  threadId,
  text,
  path,
  firstSeen,
  goTo,
}: FindInThreadDeps): FindInThread => {
  const [here, setHere] = useState<MessageId>()
  const [limit, setLimit] = useState(firstLimit)
  const isAsked = text.trim() !== ''
  const searching = useMessageSearch(
    isAsked ? { text, order: 'newest', limit: 1, hitsPerThread: limit, threadId } : undefined,
  )
  const found = searching.type === 'found' && searching.question.text === text ? searching : undefined
  const thread = found?.answer.threads[0]
  const placeById = new Map((path?.steps ?? []).map((step, index) => [step.id, index]))
  const hits = inOrder(thread?.hits ?? [], placeById)
  // What is counted is places; a message has its text, its thinking and its files, and is gone to once.
  const isWhole = (thread?.hits.length ?? 0) < limit
  const total = found && (isWhole ? hits.length : (thread?.count ?? 0))
  const index = hits.findIndex(({ messageId }) => messageId === here)

  const go = (hit: MessageHit | undefined): void => {
    if (!hit) return
    setHere(hit.messageId)
    goTo(hit.messageId)
  }

  const begin = useEffectEvent((): void => {
    if (index >= 0) return
    const seen = firstSeen()
    const from = (seen && placeById.get(seen)) ?? 0
    const onPath = hits.filter(({ messageId }) => placeById.has(messageId))
    go(
      onPath.find(({ messageId }) => (placeById.get(messageId) ?? 0) >= from) ?? onPath.at(-1) ?? hits.at(-1),
    )
  })
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- where it begins is read from the screen, once, when the answer has come
    if (found) begin()
  }, [found])

  return {
    total,
    position: index < 0 || total === undefined ? 0 : total - hits.length + index + 1,
    failed: searching.type === 'failed',
    step: by => {
      if (hits.length === 0) return
      // Older ones were not asked for yet; the next press finds them.
      if (index + by <= 0 && total !== undefined && hits.length < total) setLimit(limit * growth)
      go(hits[(index + by + hits.length) % hits.length])
    },
  }
}
