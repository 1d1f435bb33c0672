import { startTransition, useEffect, useState } from 'react'
import { useUi } from '../ui.tsx'
import { limits } from './limits.ts'

/**
 * How many characters of a text of `length` may be formatted by now. A text that grows is followed at once; of a
 * long one that appears whole, a first part is formatted at once and the rest step by step, so that no task is long.
 */
export const useFormattedCharacters = (length: number): number => {
  const { clock } = useUi()
  const [allowed, setAllowed] = useState<number>(limits.firstCharacters)
  const missing = length - allowed
  if (missing > 0 && missing <= limits.stepCharacters) setAllowed(length + limits.stepCharacters)

  useEffect(() => {
    if (allowed >= length) return
    return clock.after(0, () => startTransition(() => setAllowed(allowed + limits.stepCharacters)))
  }, [clock, allowed, length])
  return allowed
}
