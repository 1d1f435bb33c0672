/**
 * Whether the conversation follows its end. It does while the person is at the bottom, lets go the moment she
 * moves up, and takes hold again when she comes back. What is above never moves under her eyes: when the room
 * for reading gets lower (a phone's keyboard, a longer draft), the last line seen stays the last line seen.
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

/** `log` scrolls `content`, whose height is that of all messages. */
export const createFollow = (log: HTMLElement, content: HTMLElement): Follow => {
  const { subscribe, notify } = createListeners()
  const stopped = new AbortController()
  let following = true
  let scrolledTo = log.scrollTop
  let seen = log.clientHeight
  let length = log.scrollHeight

  const toEnd = (): number => log.scrollHeight - log.clientHeight - log.scrollTop
  const follow = (next: boolean): void => {
    if (following === next) return
    following = next
    notify()
  }
  const goToEnd = (): void => {
    log.scrollTop = log.scrollHeight
    scrolledTo = log.scrollTop
  }

  const scrolled = (): void => {
    const up = log.scrollTop < scrolledTo
    // A list that measures a message moves the scroll by itself; only a move in an unchanged list is a person's.
    const moved = log.scrollHeight === length && log.clientHeight === seen
    if (toEnd() <= near) follow(true)
    else if (up && moved) follow(false)
    scrolledTo = log.scrollTop
    length = log.scrollHeight
  }

  const resized = (): void => {
    const lower = seen - log.clientHeight
    seen = log.clientHeight
    length = log.scrollHeight
    if (following) goToEnd()
    else if (lower !== 0) log.scrollTop += lower
  }

  /** Before the browser has scrolled: while text streams in, a small move up would be undone at once. */
  const wheeled = (event: WheelEvent): void => {
    if (event.deltaY < 0 && log.scrollTop > 0 && !event.ctrlKey) follow(false)
  }

  const { signal } = stopped
  log.addEventListener('scroll', scrolled, { passive: true, signal })
  log.addEventListener('wheel', wheeled, { passive: true, signal })
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
