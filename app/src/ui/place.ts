/**
 * Where something that floats stands: beside its anchor, turned to the other side when there is more room, pushed
 * in from the edges, never larger than the window. Pure; the caller measures and applies.
 */
import type { Direction } from './i18n/language.ts'

export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export interface Size {
  readonly width: number
  readonly height: number
}

/** `below` and `above` the anchor, or at its inline `after` or `before`. */
export type Side = 'below' | 'above' | 'after' | 'before'
/** Along the anchor's other axis; `start` and `end` follow the direction of writing. */
export type Align = 'start' | 'center' | 'end'

export interface PlaceOptions {
  readonly anchor: Box
  readonly size: Size
  readonly viewport: Size
  readonly side: Side
  readonly align: Align
  readonly direction: Direction
  /** Between anchor and floating thing, pixels. */
  readonly gap?: number
}

export interface Placed {
  readonly left: number
  readonly top: number
  /** The room on that side; the thing scrolls inside itself beyond it. */
  readonly maxHeight: number
  readonly side: Side
}

/** Kept free at the edges of the window, pixels. */
const margin = 8

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, high))

/** One axis: the anchor's extent, the thing's length, the window's length. */
interface Axis {
  readonly from: number
  readonly length: number
  readonly own: number
  readonly room: number
}

const aligned = ({ from, length, own, room }: Axis, align: Align, reversed: boolean): number => {
  const atStart = (align === 'start') !== reversed
  const wished = align === 'center' ? from + (length - own) / 2 : atStart ? from : from + length - own
  return clamp(wished, margin, Math.max(margin, room - margin - own))
}

export const place = ({ anchor, size, viewport, side, align, direction, gap = 4 }: PlaceOptions): Placed => {
  const horizontal: Axis = { from: anchor.left, length: anchor.width, own: size.width, room: viewport.width }
  const vertical: Axis = { from: anchor.top, length: anchor.height, own: size.height, room: viewport.height }
  const isBeside = side === 'after' || side === 'before'
  const main = isBeside ? horizontal : vertical
  const roomBack = main.from - gap - margin
  const roomForward = main.room - main.from - main.length - gap - margin

  const wish = isBeside ? (side === 'after') === (direction === 'ltr') : side === 'below'
  const fits = main.own <= (wish ? roomForward : roomBack)
  const forward = fits ? wish : roomForward >= roomBack
  const room = forward ? roomForward : roomBack
  const own = isBeside ? main.own : Math.min(main.own, room)
  const along = forward ? main.from + main.length + gap : main.from - gap - own
  const placed = clamp(along, margin, Math.max(margin, main.room - margin - own))

  if (isBeside) {
    return {
      left: placed,
      top: aligned(vertical, align, false),
      maxHeight: viewport.height - 2 * margin,
      side: forward === (direction === 'ltr') ? 'after' : 'before',
    }
  }
  const left = aligned(horizontal, align, direction === 'rtl')
  return { left, top: placed, maxHeight: Math.max(0, room), side: forward ? 'below' : 'above' }
}
