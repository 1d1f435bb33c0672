/**
 * A finger that rests on a row asks for its menu. Android says so by itself (`contextmenu`), iOS does not. The
 * click that follows when the finger is lifted is swallowed.
 */

import { type MouseEvent, type PointerEvent, useRef } from 'react'
import { useUi } from '../../ui/ui.tsx'

/** As the systems do it, milliseconds. */
const restsFor = 500
/** A finger is never quite still, pixels. */
const slack = 10

export interface LongPressHandlers {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerUp: () => void
  readonly onPointerCancel: () => void
  readonly onClickCapture: (event: MouseEvent<HTMLElement>) => void
}

export const useLongPress = (
  onLongPress: (target: Element, at: { readonly x: number; readonly y: number }) => void,
): LongPressHandlers => {
  const { clock } = useUi()
  const press = useRef<{ readonly x: number; readonly y: number; readonly cancel: () => void }>(undefined)
  const swallowsClick = useRef(false)

  const end = (): void => {
    press.current?.cancel()
    press.current = undefined
  }

  return {
    onPointerDown: ({ pointerType, isPrimary, clientX: x, clientY: y, target }) => {
      end()
      swallowsClick.current = false
      if (pointerType !== 'touch' || !isPrimary || !(target instanceof Element)) return
      const rested = (): void => {
        press.current = undefined
        swallowsClick.current = true
        onLongPress(target, { x, y })
      }
      press.current = { x, y, cancel: clock.after(restsFor, rested) }
    },
    onPointerMove: ({ clientX, clientY }) => {
      if (press.current && Math.hypot(clientX - press.current.x, clientY - press.current.y) > slack) end()
    },
    onPointerUp: end,
    // The finger scrolls.
    onPointerCancel: end,
    onClickCapture: event => {
      if (!swallowsClick.current) return
      swallowsClick.current = false
      event.preventDefault()
      event.stopPropagation()
    },
  }
}
