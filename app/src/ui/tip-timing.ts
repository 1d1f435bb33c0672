/** When a tooltip comes and goes, from the events of the document; `tips.tsx` draws it. */
import type { Clock } from '@weft/shared/env.ts'

export interface Tip {
  readonly element: HTMLElement
  readonly text: string
  readonly shortcut: string | undefined
}

export interface TipTimingOptions {
  readonly document: Document
  readonly clock: Clock
  /** `undefined` takes the tooltip away. */
  readonly show: (tip: Tip | undefined) => void
}

/** Before the first one, milliseconds. */
const delay = 500
/** After one has gone, the next comes at once within this time, milliseconds. */
const stillReading = 400
/** The time to get from the element onto the tooltip, milliseconds. */
const crossing = 120

const tipOf = (target: EventTarget | null): Tip | undefined => {
  const element = target instanceof Element ? target.closest<HTMLElement>('[data-tip]') : null
  const text = element?.dataset['tip']
  if (!element || text === undefined || text === '') return undefined
  // What it opens says more, and lies where the tooltip would.
  if (element.ariaExpanded === 'true') return undefined
  if (element.dataset['tipCut'] !== undefined && element.scrollWidth <= element.clientWidth) return undefined
  return { element, text, shortcut: element.dataset['tipShortcut'] }
}

/** Listens until the returned function is called. */
export const createTipTiming = ({ document, clock, show }: TipTimingOptions): (() => void) => {
  const stop = new AbortController()
  let shown: Tip | undefined
  let goneAt = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | undefined

  const set = (tip: Tip | undefined): void => {
    cancel?.()
    cancel = undefined
    if (tip?.element === shown?.element) return
    if (!tip) goneAt = clock.now()
    shown = tip
    show(tip)
  }

  const later = (milliseconds: number, tip: Tip | undefined): void => {
    cancel?.()
    cancel = clock.after(milliseconds, () => set(tip?.element.isConnected ? tipOf(tip.element) : undefined))
  }

  const offer = (tip: Tip): void => {
    if (shown || clock.now() - goneAt < stillReading) set(tip)
    else later(delay, tip)
  }

  const pointed = (event: PointerEvent): void => {
    if (event.pointerType !== 'mouse') return
    if (event.target instanceof Element && event.target.closest('[data-tip-layer]')) {
      cancel?.()
      return
    }
    const tip = tipOf(event.target)
    if (tip) offer(tip)
    else if (shown) later(crossing, undefined)
    else set(undefined)
  }

  const focused = (event: FocusEvent): void => {
    const tip = tipOf(event.target)
    if (tip?.element.matches(':focus-visible')) offer(tip)
    else set(undefined)
  }

  const end = (): void => set(undefined)
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Tab' && event.key !== 'Shift') end()
  }

  const { signal } = stop
  document.addEventListener('pointerover', pointed, { signal, passive: true })
  document.addEventListener('focusin', focused, { signal })
  document.addEventListener('focusout', end, { signal })
  document.addEventListener('pointerdown', end, { signal, capture: true, passive: true })
  document.addEventListener('keydown', pressed, { signal, capture: true })
  document.addEventListener('scroll', end, { signal, capture: true, passive: true })
  document.documentElement.addEventListener('pointerleave', end, { signal, passive: true })
  return () => {
    stop.abort()
    end()
  }
}
