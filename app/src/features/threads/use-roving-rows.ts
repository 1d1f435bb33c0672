/**
 * One stop for Tab in a list of thousands: arrows, Home, End and page keys move the focus from row to row, also to
 * rows that are not drawn yet.
 */

import { type KeyboardEvent, type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
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
  /** The row that the key moved the focus to; undefined: it is no such key. */
  readonly move: (event: KeyboardEvent) => string | undefined
  readonly noteFocus: (key: string) => void
}

/** Rows that Page Down goes over. */
const page = 10

/** After that the row is not coming: it went away between the key and the drawing. */
const mostFrames = 30

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

  const focusWanted = useCallback((): boolean => {
    const key = wanted.current
    if (key === undefined) return true
    const row = list.current?.querySelector(`[data-key="${CSS.escape(key)}"] [data-row-focus]`)
    if (!(row instanceof HTMLElement)) return false
    row.focus({ preventScroll: true })
    if (document.activeElement !== row) return false
    wanted.current = undefined
    return true
  }, [list])

  // A row far away is drawn only now, and can take the focus once it has been measured: a frame or two later.
  useLayoutEffect(() => {
    let frames = 0
    let next = 0
    const look = (): void => {
      if (focusWanted() || frames === mostFrames) return
      frames += 1
      next = requestAnimationFrame(look)
    }
    look()
    return () => cancelAnimationFrame(next)
  })

  const focusKey = (key: string): void => {
    wanted.current = key
    setMovedTo(key)
    // With the first row, its heading is shown too.
    if (key === focusable[0]) virtualizer.current?.scrollTo(0)
    else virtualizer.current?.scrollToIndex(keys.indexOf(key), { align: 'nearest' })
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
      if (step === undefined || altKey || ctrlKey || metaKey || tabStop === undefined) return undefined
      const next = Math.max(0, Math.min(focusable.length - 1, focusable.indexOf(tabStop) + step))
      const nextKey = focusable[next]
      if (nextKey !== undefined) focusKey(nextKey)
      return nextKey
    },
    noteFocus: key => setMovedTo(key),
  }
}
