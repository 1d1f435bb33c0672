/** A sheet that follows the finger downward, and goes when it was drawn far or fast enough. */
import { type PointerEvent, type RefObject, useRef } from 'react'

export interface DragDown {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void
  readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void
}

interface Grip {
  readonly fromY: number
  readonly lastY: number
  readonly lastAt: number
  /** Pixels a millisecond, downward. */
  readonly speed: number
}

/** Of the sheet's height. */
const far = 0.3
/** Pixels a millisecond. */
const fast = 0.6

export const useDragDown = (sheet: RefObject<HTMLElement | null>, onDone: () => void): DragDown => {
  const grip = useRef<Grip>(undefined)

  /** Gives the sheet back to its stylesheet, from where the finger left it. */
  const letGo = (): void => {
    grip.current = undefined
    sheet.current?.style.removeProperty('transition-duration')
    sheet.current?.style.removeProperty('translate')
  }

  return {
    onPointerDown: event => {
      if (!event.isPrimary || event.button !== 0) return
      event.currentTarget.setPointerCapture(event.pointerId)
      grip.current = { fromY: event.clientY, lastY: event.clientY, lastAt: event.timeStamp, speed: 0 }
      sheet.current?.style.setProperty('transition-duration', '0s')
    },
    onPointerMove: event => {
      const { current } = grip
      if (!current) return
      const passed = event.timeStamp - current.lastAt
      const speed = passed > 0 ? (event.clientY - current.lastY) / passed : current.speed
      grip.current = { ...current, lastY: event.clientY, lastAt: event.timeStamp, speed }
      sheet.current?.style.setProperty('translate', `0 ${Math.max(0, event.clientY - current.fromY)}px`)
    },
    onPointerUp: event => {
      const { current } = grip
      if (!current) return
      const height = sheet.current?.offsetHeight ?? 0
      const isFar = event.clientY - current.fromY > height * far
      letGo()
      if (isFar || current.speed > fast) onDone()
    },
    onPointerCancel: letGo,
  }
}
