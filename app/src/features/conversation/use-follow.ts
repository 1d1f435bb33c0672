import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { createFollow, type Follow } from './follow.ts'

export interface Following {
  readonly following: boolean
  readonly follow: RefObject<Follow | null>
}

/** Ties `createFollow` to the log and what it scrolls, for as long as they are drawn. */
export const useFollow = (
  log: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
): Following => {
  const follow = useRef<Follow>(null)
  const [following, setFollowing] = useState(true)
  useLayoutEffect(() => {
    if (!log.current || !content.current) return
    const made = createFollow(log.current, content.current)
    follow.current = made
    const unsubscribe = made.subscribe(() => setFollowing(made.isFollowing()))
    return () => {
      unsubscribe()
      made.stop()
      follow.current = null
    }
  }, [log, content])
  return { following, follow }
}
