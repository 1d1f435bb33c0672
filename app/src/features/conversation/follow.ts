/**
 * Whether the conversation follows its end. It does while the person is at the bottom, lets go the moment she
 * moves up, and takes hold again when she comes back. What is above never moves under her eyes: when the room
 * for reading gets lower (a phone's keyboard, a longer draft), the last line seen stays the last line seen.
 *
 * When something grows above the line that is read (a formula drawn late, a step opened), that line stays too.
 *
 * A list that measures its messages scrolls by itself too. A move is the person's when her hand was just on
 * wheel, finger, key or scroll bar, or when it comes while nothing changes its size (a search in the page).
 */

import { createListeners } from '../../ui/listeners.ts'

export interface Follow {
  /** Somewhere else than at the end, which can be gone back to. */
  readonly isAway: () => boolean
  readonly subscribe: (listener: () => void) => () => void
  /** Goes to the end and follows it again. */
  readonly toLatest: () => void
  /** Stays where it is, for something that is looked for further up. */
  readonly letGo: () => void
  readonly stop: () => void
}

/** Closer to the end than this is at the end: half-pixels, and zoomed pages, never add up exactly. */
const near = 4
/** Milliseconds in which a scroll still comes from the hand: a smooth one after a key takes about half of it. */
const handLasts = 1000
/** Milliseconds after a change of size in which a scroll is the list's own. */
const settling = 250
/** Milliseconds after the last scroll by which it is at rest, in a browser that does not say so. */
const restless = 150

/** `log` scrolls `content`, the list that writes the height of all messages into its own style. */
export const createFollow = (log: HTMLElement, content: HTMLElement): Follow => {
  const { subscribe, notify } = createListeners()
  const stopped = new AbortController()
  const tellsRest = 'onscrollend' in window
  let following = true
  let room = log.clientHeight
  let length = content.style.height
  let resizedAt = performance.now()
  let handAt = Number.NEGATIVE_INFINITY
  let holdsBar = false
  /** While it scrolls the list alone keeps the place: setting it would stop a fling. */
  let atRest = true
  let scrolledAt = Number.NEGATIVE_INFINITY
  let scrolledTo = log.scrollTop
  /** The line at the top of what is seen, and where it stood when the scroll came to rest. */
  let line: { readonly element: Element; readonly top: number; readonly scroll: number } | undefined

  const toEnd = (): number => log.scrollHeight - log.clientHeight - log.scrollTop
  const follow = (next: boolean): void => {
    if (following === next) return
    following = next
    notify()
  }
  const goToEnd = (): void => {
    log.scrollTop = log.scrollHeight
  }

  const rested = (): void => {
    atRest = true
    noteLine()
  }

  const noteLine = (): void => {
    const element = elementAt(content, log.getBoundingClientRect().top)
    line = element && { element, top: element.getBoundingClientRect().top, scroll: log.scrollTop }
  }

  const keepLine = (): void => {
    // Scrolled since, by the person or by the list, and not yet told.
    if (!line?.element.isConnected || log.scrollTop !== line.scroll) return
    const moved = line.element.getBoundingClientRect().top - line.top
    if (Math.abs(moved) > 1) log.scrollTop += moved
  }

  const scrolled = ({ timeStamp }: Event): void => {
    scrolledAt = timeStamp
    atRest = false
    if (!tellsRest) noteLine()
    const down = log.scrollTop >= scrolledTo
    scrolledTo = log.scrollTop
    if (toEnd() <= near) {
      // Not where the text below has only shrunk to where she is.
      if (down) follow(true)
      return
    }
    if (!following) return notify()
    const byHand = holdsBar || timeStamp - handAt < handLasts
    if (byHand || timeStamp - resizedAt > settling) follow(false)
    else goToEnd()
  }

  const grown = (): void => {
    if (content.style.height === length) return
    length = content.style.height
    resizedAt = performance.now()
    if (following) return goToEnd()
    if (atRest || (!tellsRest && resizedAt - scrolledAt > restless)) keepLine()
    notify()
  }

  const roomChanged = (): void => {
    resizedAt = performance.now()
    const lower = room - log.clientHeight
    room = log.clientHeight
    if (following) goToEnd()
    else if (lower !== 0) log.scrollTop += lower
  }

  const touched = ({ timeStamp }: Event): void => {
    handAt = timeStamp
  }
  const { signal } = stopped
  const listen = { passive: true, signal }
  log.addEventListener('scroll', scrolled, listen)
  // Asking what stands at a point costs a layout: once at rest is enough, where the browser says when that is.
  log.addEventListener('scrollend', rested, listen)
  log.addEventListener('touchmove', touched, listen)
  log.addEventListener('keydown', touched, listen)
  log.addEventListener(
    'wheel',
    event => {
      touched(event)
      // Before the browser has scrolled: while text streams in, a small move up would be undone at once.
      if (event.deltaY < 0 && log.scrollTop > 0 && !event.ctrlKey) follow(false)
    },
    listen,
  )
  log.addEventListener(
    'pointerdown',
    event => {
      holdsBar = event.target === log
    },
    listen,
  )
  window.addEventListener(
    'pointerup',
    () => {
      holdsBar = false
    },
    listen,
  )
  const sizes = new ResizeObserver(roomChanged)
  sizes.observe(log)
  // The list changes its height while sizes are observed; observing that size too would run in circles.
  const lengths = new MutationObserver(grown)
  lengths.observe(content, { attributes: true, attributeFilter: ['style'] })
  goToEnd()

  return {
    isAway: () => !following && toEnd() > near,
    subscribe,
    toLatest: () => {
      follow(true)
      goToEnd()
    },
    letGo: () => follow(false),
    stop: () => {
      stopped.abort()
      sizes.disconnect()
      lengths.disconnect()
    },
  }
}

/**
 * The innermost element that reaches below `y`. Asked of the boxes, since the list takes the pointer off its
 * messages while it scrolls and `elementFromPoint` does not see them then.
 */
const elementAt = (within: Element, y: number): Element | undefined => {
  const child = [...within.children].find(element => element.getBoundingClientRect().bottom > y)
  return child && (elementAt(child, y) ?? child)
}
