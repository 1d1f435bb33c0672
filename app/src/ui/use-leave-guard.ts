import { useEffect, useRef, useState } from 'react'
import { createLeaveGuard, type LeaveGuard } from './leave-guard.ts'

export interface Leaving {
  /** A move was held and waits for an answer. */
  readonly isHeld: boolean
  readonly stay: () => void
  readonly goAnyway: () => void
  /** Lets the next move pass at once, for leaving after everything was saved. */
  readonly release: () => void
}

/** Holds every way out of the page while `unsaved`. */
export const useLeaveGuard = (unsaved: boolean): Leaving => {
  const guard = useRef<LeaveGuard>(null)
  const [held, setHeld] = useState<{ readonly go: () => void }>()

  useEffect(() => {
    if (!unsaved) return
    const created = createLeaveGuard(window, go => setHeld({ go }))
    guard.current = created
    return created.stop
  }, [unsaved])

  return {
    isHeld: held !== undefined,
    stay: () => setHeld(undefined),
    goAnyway: () => {
      setHeld(undefined)
      held?.go()
    },
    release: () => guard.current?.stop(),
  }
}
