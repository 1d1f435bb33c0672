import { startTransition, useEffect, useState } from 'react'
import { useUi } from '../ui.tsx'
import { limits } from './limits.ts'

/**
 * How much of a text of `weight` may be formatted by now. A text that grows is followed at once; of a long one
 * that appears whole, a first part is formatted at once and the rest step by step, so that no task is long.
 */
export const useFormattedWeight = (weight: number): number => {
  const { clock } = useUi()
  const [allowed, setAllowed] = useState<number>(limits.firstWeight)
  const wanted = Math.min(weight, limits.mostWeight)
  if (allowed < wanted && wanted - allowed <= limits.stepWeight) setAllowed(wanted + limits.stepWeight)

  const behind = allowed < wanted
  useEffect(() => {
    if (!behind) return
    return clock.after(0, () => startTransition(() => setAllowed(allowed + limits.stepWeight)))
  }, [clock, allowed, behind])
  return allowed
}
