/** When a field says that something is wrong: not while it is first typed, but when it is left, then as typed. */
import { type FocusEvent, useState } from 'react'

export interface CheckOptions {
  readonly value: string
  /** Known by the caller, for example from the server; wins. */
  readonly wrong: string | undefined
  readonly check: ((value: string) => string | undefined) | undefined
  readonly onLeave: (() => void) | undefined
}

export interface Checked {
  readonly problem: string | undefined
  readonly leave: (event: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => void
}

export const useCheck = ({ value, wrong, check, onLeave }: CheckOptions): Checked => {
  const [left, setLeft] = useState(false)
  return {
    problem: wrong ?? (left ? check?.(value) : undefined),
    leave: event => {
      // An empty field that was only passed through is no mistake yet.
      if (event.target.value !== '') setLeft(true)
      onLeave?.()
    },
  }
}
