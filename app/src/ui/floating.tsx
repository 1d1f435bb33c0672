/**
 * A box that floats beside an anchor: the frame of menus and popovers. It is a native `popover`, so it lies above
 * everything without a portal, stays a child of what opened it (also inside a modal dialog), and closes on Esc or
 * a press elsewhere. Its place is set through the element's style object, which the page's CSP allows.
 */
import { type ReactNode, type RefObject, type SyntheticEvent, useLayoutEffect, useRef } from 'react'
import styles from './floating.module.css'
import { type Align, type Box, place, type Side } from './place.ts'

/** An element, or a point of the window for a menu under the pointer. */
export type Anchor = RefObject<HTMLElement | null> | { readonly x: number; readonly y: number }

export interface FloatingProps {
  readonly anchor: Anchor
  readonly onClose: () => void
  readonly side?: Side | undefined
  readonly align?: Align | undefined
  readonly gap?: number | undefined
  readonly id?: string | undefined
  /** A menu names itself inside. */
  readonly role?: 'dialog' | undefined
  readonly label?: string | undefined
  /** Inside another one, which closes it: a press on its own row must not. */
  readonly nested?: boolean | undefined
  readonly children: ReactNode
}

const boxOf = (anchor: Anchor): Box | undefined =>
  'x' in anchor
    ? { left: anchor.x, top: anchor.y, width: 0, height: 0 }
    : (anchor.current?.getBoundingClientRect() ?? undefined)

/** Drawn while it is open; take it out to close it. It gives the focus back to where it was before. */
export const Floating = ({
  anchor,
  onClose,
  side = 'below',
  align = 'start',
  gap,
  id,
  role,
  label,
  nested = false,
  children,
}: FloatingProps): ReactNode => {
  const ref = useRef<HTMLDivElement>(null)
  const anchorNow = useRef(anchor)

  useLayoutEffect(() => {
    anchorNow.current = anchor
  })

  useLayoutEffect(() => {
    const box = ref.current
    if (!box) return

    const put = (): void => {
      const anchorBox = boxOf(anchorNow.current)
      if (!anchorBox) return
      const placed = place({
        anchor: anchorBox,
        // The natural size, before any limit.
        size: { width: box.offsetWidth, height: box.scrollHeight + box.offsetHeight - box.clientHeight },
        viewport: { width: document.documentElement.clientWidth, height: window.innerHeight },
        side,
        align,
        direction: box.matches(':dir(rtl)') ? 'rtl' : 'ltr',
        ...(gap === undefined ? {} : { gap }),
      })
      box.style.left = `${placed.left}px`
      box.style.top = `${placed.top}px`
      box.style.maxHeight = `${placed.maxHeight}px`
      box.dataset['side'] = placed.side
    }

    const first = anchorNow.current
    // Safari does not focus a button that is pressed, so the anchor is the better memory.
    const opener = 'x' in first ? document.activeElement : first.current
    box.showPopover()
    put()
    const sizes = new ResizeObserver(put)
    sizes.observe(box)
    const stop = new AbortController()
    window.addEventListener('resize', put, { signal: stop.signal })
    window.addEventListener('scroll', put, { capture: true, passive: true, signal: stop.signal })
    return () => {
      stop.abort()
      sizes.disconnect()
      const focused = document.activeElement
      if (box.matches(':popover-open')) box.hidePopover()
      // A press on something that takes no focus leaves it nowhere.
      const isLost = focused === null || focused === document.body || box.contains(focused)
      if (isLost && opener instanceof HTMLElement) opener.focus({ preventScroll: true })
    }
  }, [side, align, gap])

  const toggled = (event: SyntheticEvent<HTMLDivElement>): void => {
    if (event.target === event.currentTarget && !event.currentTarget.matches(':popover-open')) onClose()
  }

  return (
    <div
      ref={ref}
      id={id}
      className={styles.floating}
      popover={nested ? 'manual' : 'auto'}
      role={role}
      aria-label={label}
      onToggle={toggled}
    >
      {children}
    </div>
  )
}
