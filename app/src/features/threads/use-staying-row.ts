/**
 * What a person looks at stays where it is when a thread goes to the head of the list, or comes or goes above: the list is
 * scrolled by as much as the rows in view were moved. At the very top nothing is held, so that what comes is seen.
 */

import { type RefObject, useLayoutEffect, useRef } from 'react'
import type { VirtualizerHandle } from 'virtua'

interface Held {
  readonly key: string
  readonly index: number
}

/** Two rows are held: one of them may be the one that moves. */
const heldRows = 2

/** `keys` of all rows in order. What comes back is told of every scroll. */
export const useStayingRow = (
  keys: readonly string[],
  virtualizer: RefObject<VirtualizerHandle | null>,
): ((offset: number) => void) => {
  const held = useRef<readonly Held[]>([])

  const hold = (index: number): void => {
    held.current = keys.slice(index, index + heldRows).map((key, place) => ({ key, index: index + place }))
  }

  useLayoutEffect(() => {
    const handle = virtualizer.current
    const first = held.current[0]
    if (!handle || !first) return
    const shifts = held.current.flatMap(({ key, index }) => {
      const now = keys.indexOf(key)
      return now < 0 ? [] : [now - index]
    })
    const shift = shifts.toSorted((a, b) => Math.abs(a) - Math.abs(b))[0] ?? 0
    if (shift === 0) return
    const moved = handle.getItemOffset(first.index + shift) - handle.getItemOffset(first.index)
    hold(first.index + shift)
    handle.scrollTo(handle.scrollOffset + moved)
  })

  return offset => {
    if (offset <= 0) held.current = []
    else hold(virtualizer.current?.findItemIndex(offset) ?? 0)
  }
}
