/**
 * Choosing threads with the keyboard in a list that is moved about in by `useRovingRows`: what keys do, and where the
 * focus stays when a row of a link becomes one of a box and back.
 */

import type { ThreadId } from '@weft/shared/ids.ts'
import { type KeyboardEvent, useState } from 'react'
import { usePage } from '../../worker/page-context.ts'
import type { BulkProblem } from './bulk/bulk-problem.ts'
import type { ListScope } from './list-scope.ts'
import { selectionKeyOf } from './selection-keys.ts'
import type { Roving } from './use-roving-rows.ts'
import { type ThreadSelection, useThreadSelection } from './use-thread-selection.ts'

export interface ChosenThreads extends ThreadSelection {
  /** True when the key chose something, or ended the choosing. `focused`: the thread whose row has the focus. */
  readonly pressed: (event: KeyboardEvent, focused: ThreadId | undefined) => boolean
  /** Esc in the bar above the list, but for its menus and questions, which it closes. */
  readonly pressedInBar: (event: KeyboardEvent) => void
  readonly problem: BulkProblem | undefined
  readonly setProblem: (problem: BulkProblem | undefined) => void
}

export const useChosenThreads = (
  scope: ListScope,
  order: readonly ThreadId[],
  roving: Roving,
): ChosenThreads => {
  const { database } = usePage()
  const selection = useThreadSelection(order)
  const [problem, setProblem] = useState<BulkProblem>()
  const stay = (): void => {
    if (roving.tabStop !== undefined) roving.focusKey(roving.tabStop)
  }

  const chooseAll = async (): Promise<void> => {
    const { readScope } = await import('./bulk/read-chosen.ts')
    selection.choose(await readScope(database, scope))
    stay()
  }

  const end = (): void => {
    selection.end()
    stay()
  }

  return {
    ...selection,
    end,
    problem,
    setProblem,
    pressedInBar: event => {
      const isInside = event.target instanceof Element && event.target.closest('[role="menu"], dialog')
      if (selectionKeyOf(event) === 'end' && !isInside) end()
    },
    pressed: (event, focused) => {
      switch (selectionKeyOf(event)) {
        case 'all':
          void chooseAll()
          return true
        case 'toggle':
          if (focused === undefined) return false
          selection.toggle(focused)
          stay()
          return true
        case 'extend': {
          const to = roving.move(event)
          const thread = order.find(id => id === to)
          if (thread !== undefined) selection.extendTo(thread, focused)
          return to !== undefined
        }
        case 'end':
          if (selection.selected === undefined) return false
          end()
          return true
        case undefined:
          return false
      }
    },
  }
}
