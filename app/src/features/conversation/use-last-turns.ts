/** What is asked of the end of a thread: its last answer, the person's last message, how long it has become. */

import type { RefObject } from 'react'
import type { ThreadSize } from '../composer/estimate-cost.ts'
import { useAction } from '../actions/use-actions.ts'
import type { MessageListHandle } from './message-list-handle.ts'
import type { GetRow } from './run-to-row.ts'
import type { ThreadActions } from './thread-context.ts'
import type { ThreadPath } from '../threads/thread-path.ts'
import { lastCodeBlock, turnToText } from './turn-blocks.ts'
import { entryAt, type Turn } from './turns.ts'

export interface LastTurnsDeps {
  readonly path: ThreadPath | undefined
  readonly getRow: GetRow
  readonly actions: ThreadActions
  readonly list: RefObject<MessageListHandle | null>
}

export interface LastTurns {
  /** Opens the person's last message for writing. */
  readonly edit: () => void
  readonly size: () => ThreadSize
}

/** The end of a thread is always loaded; further up there is nothing “last” is meant of. */
const farthest = 80

export const useLastTurns = ({ path, getRow, actions, list }: LastTurnsDeps): LastTurns => {
  const find = (role: Turn['role']): { readonly turn: Turn; readonly index: number } | undefined => {
    const steps = path?.steps ?? []
    for (let index = steps.length - 1; index >= Math.max(0, steps.length - farthest); index -= 1) {
      const entry = entryAt(steps, index, getRow)
      if (entry.type === 'turn' && entry.role === role) return { turn: entry, index }
    }
    return undefined
  }
  const answerText = (): string => turnToText(find('assistant')?.turn.messages ?? [])

  useAction('answer.copy', () => {
    const text = answerText()
    if (text) actions.copy(text)
  })
  useAction('answer.copyCode', () => {
    const code = lastCodeBlock(answerText())
    if (code) actions.copy(code)
  })
  useAction('answer.regenerate', () => {
    const found = find('assistant')
    const above = found && path?.steps[found.index - 1]
    if (above) actions.answer(above.id)
  })

  return {
    edit: () => {
      const found = find('user')
      if (!found) return
      list.current?.goTo(found.turn.id)
      actions.edit(found.turn.id)
    },
    size: () => {
      const usage = find('assistant')?.turn.messages.at(-1)?.usage
      return {
        said: (usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0),
        answer: usage?.outputTokens ?? 0,
      }
    },
  }
}
