/** Which rows to keep live around what is seen. The window moves in strides, so that most moves read nothing. */

import type { MessageKey } from '../threads/tables.ts'
import type { ThreadPath } from '../threads/thread-path.ts'

/** Rows before and after what is seen, at least. */
const margin = 40
const stride = 32

export const rowsAround = (
  { steps, keyOf }: ThreadPath,
  first: number,
  last: number,
): readonly MessageKey[] => {
  const from = Math.max(0, Math.floor((first - margin) / stride) * stride)
  const to = Math.min(steps.length, Math.ceil((last + 1 + margin) / stride) * stride)
  return steps
    .slice(from, to)
    .map(step => keyOf(step.id))
    .filter(key => key !== undefined)
}
