import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { createFollow, type Follow } from './follow.ts'

export interface Following {
  readonly away: boolean
  readonly follow: RefObject<Follow | null>
}

/** Ties `createFollow` to the log and the list in it, for as long as they are drawn. */
export const useFollow = (log: RefObject<HTMLElement | null>): Following => {
  const follow = useRef<Follow>(null)
  const [away, setAway] = useState(false)
  useLayoutEffect(() => {
    const list = log.current?.firstElementChild
    if (!log.current || !(list instanceof HTMLElement)) return
    const made = createFollow(log.current, list)
    follow.current = made
    const unsubscribe = made.subscribe(() => setAway(made.isAway()))
    return () => {
      unsubscribe()
      made.stop()
      follow.current = null
    }
  }, [log])
  return { away, follow }
}
