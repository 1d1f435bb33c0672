/** Opening by a button, for what closes by a press elsewhere: a press on the button itself must not open it again. */
import { useRef, useState } from 'react'

export interface Opener {
  readonly open: boolean
  /** Opened by Enter, Space or an arrow: the first row takes the focus. */
  readonly byKeyboard: boolean
  readonly close: () => void
  readonly press: {
    readonly onPointerDown: () => void
    readonly onClick: (event: { readonly detail: number }) => void
  }
}

export const useOpener = (): Opener => {
  const [open, setOpen] = useState(false)
  const [byKeyboard, setByKeyboard] = useState(false)
  /** By the time of the click, the press has already closed it. */
  const wasOpenAtPress = useRef(false)
  return {
    open,
    byKeyboard,
    close: () => setOpen(false),
    press: {
      onPointerDown: () => {
        wasOpenAtPress.current = open
      },
      onClick: ({ detail }) => {
        setOpen(!wasOpenAtPress.current && !open)
        setByKeyboard(detail === 0)
        wasOpenAtPress.current = false
      },
    },
  }
}
