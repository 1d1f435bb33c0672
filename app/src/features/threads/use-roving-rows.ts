/**
 * One stop for Tab in a list of thousands: arrows, Home, End and page keys move the focus from row to row, also to
 * rows that are not drawn yet.
 */

import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import type { VirtualizerHandle } from 'virtua'

export interface RovingOptions {
  /** Keys of all rows; `undefined` where a row (a heading) takes no focus. */
  readonly keys: readonly (string | undefined)[]
  /** Where Tab goes before the person has moved: the open thread. */
  readonly initialKey: string | undefined
  /** The element around the rows; each has `data-key`, and inside it something with `data-row-focus`. */
  readonly list: RefObject<HTMLElement | null>
  readonly virtualizer: RefObject<VirtualizerHandle | null>
}

export interface Roving {
  readonly tabStop: string | undefined
  /** Its row, to be kept drawn. */
  readonly tabStopIndex: number
  readonly focusKey: (key: string) => void
  readonly focusFirst: () => void
  /** True when the key moved the focus. */
  readonly move: (event: KeyboardEvent) => boolean
  readonly noteFocus: (key: string) => void
}

/** Rows that Page Down goes over. */
const page = 10

const stepByKey: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: page,
  PageUp: -page,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
}

export const useRovingRows = ({ keys, initialKey, list, virtualizer }: RovingOptions): Roving => {
  const [movedTo, setMovedTo] = useState<string>()
  const wanted = useRef<string>(undefined)

  const focusable = keys.filter(key => key !== undefined)
  const tabStop =
    [movedTo, initialKey].find(key => key !== undefined && focusable.includes(key)) ?? focusable[0]
  const tabStopIndex = tabStop === undefined ? -1 : keys.indexOf(tabStop)

  // The row may have been drawn only now.
  useLayoutEffect(() => {
    if (wanted.current === undefined) return
    const row = list.current?.querySelector(`[data-key="${CSS.escape(wanted.current)}"] [data-row-focus]`)
    if (!(row instanceof HTMLElement)) return
    wanted.current = undefined
    row.focus({ preventScroll: true })
  })

  const focusKey = (key: string): void => {
    wanted.current = key
    setMovedTo(key)
    virtualizer.current?.scrollToIndex(keys.indexOf(key), { align: 'nearest' })
  }

  return {
    tabStop,
    tabStopIndex,
    focusKey,
    focusFirst: () => {
      const first = focusable[0]
      if (first !== undefined) focusKey(first)
    },
    move: ({ key, altKey, ctrlKey, metaKey }) => {
      const step = stepByKey[key]
      if (step === undefined || altKey || ctrlKey || metaKey || tabStop === undefined) return false
      const next = Math.max(0, Math.min(focusable.length - 1, focusable.indexOf(tabStop) + step))
      const nextKey = focusable[next]
      if (nextKey !== undefined) focusKey(nextKey)
      return true
    },
    noteFocus: key => setMovedTo(key),
  }
}
