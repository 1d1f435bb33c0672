import { useEffect } from 'react'

/** Calls `then` once `isDrawn` has been drawn and the browser is free again; in a tab behind others, when it is looked at. */
export const useAfterPaint = (isDrawn: boolean, then: () => void): void =>
  useEffect(() => {
    if (!isDrawn) return
    const frame = requestAnimationFrame(() => setTimeout(then))
    return () => cancelAnimationFrame(frame)
  }, [isDrawn, then])
