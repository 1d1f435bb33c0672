/** End in a list of which a part is read: the focus goes to the last row, and on to the next last while more come. */

import { type KeyboardEvent, useLayoutEffect, useRef } from 'react'

export interface FollowEnd {
  readonly onKeyDownCapture: (event: KeyboardEvent) => void
  readonly onPointerDownCapture: () => void
  readonly onWheelCapture: () => void
}

export const useFollowEnd = (lastKey: string | undefined, focusKey: (key: string) => void): FollowEnd => {
  const follows = useRef(false)
  const followed = useRef(lastKey)

  useLayoutEffect(() => {
    if (followed.current === lastKey) return
    followed.current = lastKey
    if (follows.current && lastKey !== undefined) focusKey(lastKey)
  })

  const stop = (): void => {
    follows.current = false
  }

  return {
    onKeyDownCapture: ({ key, shiftKey }) => {
      follows.current = key === 'End' && !shiftKey
    },
    onPointerDownCapture: stop,
    onWheelCapture: stop,
  }
}
