import { useEffect, useState } from 'react'
import { useUi } from './ui.tsx'

/** The time now, told again every `everyMilliseconds`; for “just now” and for waits that count down. */
export const useNow = (everyMilliseconds = 60_000): number => {
  const { clock } = useUi()
  const [now, setNow] = useState(clock.now)
  useEffect(() => clock.after(everyMilliseconds, () => setNow(clock.now())), [clock, now, everyMilliseconds])
  return now
}
