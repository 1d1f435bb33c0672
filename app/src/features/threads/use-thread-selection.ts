/** Choosing several threads of a list: from the row's menu, or by Shift and a click, which takes all between. */

import type { ThreadId } from '@weft/shared/ids.ts'
import { useState } from 'react'

export interface ThreadSelection {
  /** Undefined: nothing is being chosen, and rows open threads. */
  readonly selected: ReadonlySet<ThreadId> | undefined
  readonly begin: (threadId: ThreadId) => void
  readonly toggle: (threadId: ThreadId) => void
  /** From the one chosen or opened last to this one. */
  readonly extendTo: (threadId: ThreadId, from: ThreadId | undefined) => void
  readonly end: () => void
}

/** `order`: the threads as they stand in the list. */
export const useThreadSelection = (order: readonly ThreadId[]): ThreadSelection => {
  const [selected, setSelected] = useState<ReadonlySet<ThreadId>>()
  const [last, setLast] = useState<ThreadId>()

  const choose = (next: ReadonlySet<ThreadId>, threadId: ThreadId): void => {
    setSelected(next.size === 0 ? undefined : next)
    setLast(threadId)
  }

  return {
    selected,
    begin: threadId => choose(new Set([threadId]), threadId),
    toggle: threadId => {
      const next = new Set(selected)
      if (!next.delete(threadId)) next.add(threadId)
      choose(next, threadId)
    },
    extendTo: (threadId, from) => {
      const start = order.indexOf(last ?? from ?? threadId)
      const end = order.indexOf(threadId)
      const [first, until] = start < 0 ? [end, end] : [Math.min(start, end), Math.max(start, end)]
      choose(new Set([...(selected ?? []), ...order.slice(first, until + 1)]), threadId)
    },
    end: () => {
      setSelected(undefined)
      setLast(undefined)
    },
  }
}
