import { useEffect, useState } from 'react'
import { useUi } from '../../ui/ui.tsx'
import { nextMidnight } from './date-groups.ts'

/**
 * A moment of today, which changes when the day does. A machine that slept through midnight is asked again when
 * its window is looked at, since timers stand still while it sleeps.
 */
export const useToday = (): number => {
  const { clock } = useUi()
  const [today, setToday] = useState(clock.now)
  useEffect(() => {
    const look = (): void => setToday(clock.now())
    const cancel = clock.after(nextMidnight(today) - clock.now(), look)
    const seen = (): void => {
      if (clock.now() >= nextMidnight(today)) look()
    }
    document.addEventListener('visibilitychange', seen)
    return () => {
      cancel()
      document.removeEventListener('visibilitychange', seen)
    }
  }, [clock, today])
  return today
}
