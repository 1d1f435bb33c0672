import { useEffect } from 'react'

/** Calls `then` in the frame after the one that draws what `isDrawn` speaks of; in a tab behind others, when it is looked at. */
export const useAfterPaint = (isDrawn: boolean, then: () => void): void =>
  useEffect(() => {
    if (!isDrawn) return
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(then)
    })
    return () => cancelAnimationFrame(frame)
  }, [isDrawn, then])
