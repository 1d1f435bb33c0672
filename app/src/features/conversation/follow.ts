/**
 * Whether the conversation follows its end. It does while the person is at the bottom, lets go the moment she
 * moves up, and takes hold again when she comes back. What is above never moves under her eyes: when the room
 * for reading gets lower (a phone's keyboard, a longer draft), the last line seen stays the last line seen.
 *
 * A list that measures its messages scrolls by itself too. A move is the person's when her hand was just on
 * wheel, finger, key or scroll bar, or when it comes while nothing changes its size (a search in the page).
 */

import { createListeners } from '../../ui/listeners.ts'

export interface Follow {
  readonly isFollowing: () => boolean
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

/** `log` scrolls `content`, whose height is that of all messages. */
export const createFollow = (log: HTMLElement, content: HTMLElement): Follow => {
  const { subscribe, notify } = createListeners()
  const stopped = new AbortController()
  let following = true
  let room = log.clientHeight
  let resizedAt = performance.now()
  let handAt = Number.NEGATIVE_INFINITY
  let holdsBar = false

  const toEnd = (): number => log.scrollHeight - log.clientHeight - log.scrollTop
  const follow = (next: boolean): void => {
    if (following === next) return
    following = next
    notify()
  }
  const goToEnd = (): void => {
    log.scrollTop = log.scrollHeight
  }

  const scrolled = ({ timeStamp }: Event): void => {
    if (toEnd() <= near) return follow(true)
    if (!following) return
    const byHand = holdsBar || timeStamp - handAt < handLasts
    if (byHand || timeStamp - resizedAt > settling) follow(false)
    else goToEnd()
  }

  const resized = (): void => {
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
  const sizes = new ResizeObserver(resized)
  sizes.observe(log)
  sizes.observe(content)
  goToEnd()

  return {
    isFollowing: () => following,
    subscribe,
    toLatest: () => {
      follow(true)
      goToEnd()
    },
    letGo: () => follow(false),
    stop: () => {
      stopped.abort()
      sizes.disconnect()
    },
  }
}
