/**
 * Choosing several threads of a list: from the row's menu, by a long press, by keys, or by Shift, which takes all between
 * two. Ids only, so that five thousand can be chosen of which two hundred are read.
 */

import type { ThreadId } from '@weft/shared/ids.ts'
import { useState } from 'react'

export interface ThreadSelection {
  /** Undefined: nothing is being chosen, and rows open threads. */
  readonly selected: ReadonlySet<ThreadId> | undefined
  readonly begin: (threadId: ThreadId) => void
  readonly toggle: (threadId: ThreadId) => void
  /** From the one chosen last, else from `from`, to this one; going back gives up what was taken on the way. */
  readonly extendTo: (threadId: ThreadId, from: ThreadId | undefined) => void
  readonly choose: (threadIds: ReadonlySet<ThreadId>) => void
  readonly end: () => void
}

interface Chosen {
  readonly ids: ReadonlySet<ThreadId>
  /** Where a range begins, and what was chosen before it did. */
  readonly anchor?: { readonly at: ThreadId; readonly before: ReadonlySet<ThreadId> }
}

const none: ReadonlySet<ThreadId> = new Set()

/** `order`: the threads as they stand in the list. */
export const useThreadSelection = (order: readonly ThreadId[]): ThreadSelection => {
  const [chosen, setChosen] = useState<Chosen>()

  const choose = (ids: ReadonlySet<ThreadId>, anchor?: ThreadId): void =>
    setChosen(ids.size === 0 ? undefined : { ids, ...(anchor && { anchor: { at: anchor, before: ids } }) })

  return {
    selected: chosen?.ids,
    begin: threadId => choose(new Set([threadId]), threadId),
    toggle: threadId => {
      const ids = new Set(chosen?.ids)
      if (!ids.delete(threadId)) ids.add(threadId)
      choose(ids, threadId)
    },
    extendTo: (threadId, from) => {
      const anchor = chosen?.anchor ?? { at: from ?? threadId, before: chosen?.ids ?? none }
      const start = order.indexOf(anchor.at)
      const end = order.indexOf(threadId)
      if (end < 0) return
      const [first, until] = start < 0 ? [end, end] : [Math.min(start, end), Math.max(start, end)]
      setChosen({ ids: new Set([...anchor.before, ...order.slice(first, until + 1)]), anchor })
    },
    choose: ids => choose(ids),
    end: () => setChosen(undefined),
  }
}
