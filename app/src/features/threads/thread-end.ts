/**
 * The end of a long thread, as it stands in the thread's own row: enough to draw the screen that the thread opens at, while
 * reading ten thousand keys takes a tenth of a second.
 */

import type { MessageId } from '@weft/shared/ids.ts'
import type { MessageKey, ThreadEnd } from './tables.ts'
import { threadPath } from './thread-path.ts'

/** A thread with so many messages, deleted ones too, or fewer is read whole at once. */
export const fewMessages = 64
/** More than the tallest screen shows of short messages. */
const stepsAtEnd = 32
/** Siblings included: a row does not grow with how often somebody asked again. */
const mostKeys = 4 * stepsAtEnd

/**
 * `keys`: of all messages of the thread. `undefined` where only the whole tree will do: a short thread, or one in whose end
 * something was deleted, so that what is below it stands elsewhere than its key says.
 */
export const threadEnd = (
  keys: readonly MessageKey[],
  deleted: ReadonlySet<MessageId>,
  activeLeaf: MessageId | undefined,
): ThreadEnd | undefined => {
  if (keys.length <= fewMessages) return undefined
  const { steps, keyOf } = threadPath(keys, deleted, activeLeaf)
  const first = steps.length - stepsAtEnd
  const above = steps[first - 1]?.id
  if (above === undefined) return undefined
  const atEnd: MessageKey[] = []
  let parentId = above
  for (const { id, siblings } of steps.slice(first)) {
    if (atEnd.length + siblings.length > mostKeys) return undefined
    for (const sibling of siblings) {
      const key = keyOf(sibling)
      if (key?.[1] !== parentId) return undefined
      atEnd.push(key)
    }
    parentId = id
  }
  return { keys: atEnd, above }
}
