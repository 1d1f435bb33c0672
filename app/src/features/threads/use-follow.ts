import { type RefObject, useCallback, useRef, useState } from 'react'
import { createFollow, type Follow } from './follow.ts'

export interface Following {
  readonly following: boolean
  readonly follow: RefObject<Follow | null>
  /** For the element that holds all messages. */
  readonly content: (element: HTMLElement | null) => (() => void) | undefined
}

/** Ties `createFollow` to the log and what it scrolls, for as long as they are drawn. */
export const useFollow = (log: RefObject<HTMLElement | null>): Following => {
  const follow = useRef<Follow>(null)
  const [following, setFollowing] = useState(true)
  const content = useCallback(
    (element: HTMLElement | null) => {
      if (!element || !log.current) return undefined
      const made = createFollow(log.current, element)
      follow.current = made
      made.subscribe(() => setFollowing(made.isFollowing()))
      return () => {
        made.stop()
        follow.current = null
      }
    },
    [log],
  )
  return { following, follow, content }
}
