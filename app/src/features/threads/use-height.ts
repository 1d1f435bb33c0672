import { type RefCallback, useCallback, useState } from 'react'

/** The height of an element, kept right while it changes: `[ref, pixels]`. */
export const useHeight = (): readonly [RefCallback<HTMLElement>, number] => {
  const [height, setHeight] = useState(0)
  // The same function at every render, or React would take the element away and give it back each time.
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null) return
    const sizes = new ResizeObserver(() => setHeight(element.offsetHeight))
    sizes.observe(element)
    return () => sizes.disconnect()
  }, [])
  return [ref, height]
}
