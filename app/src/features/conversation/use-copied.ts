import { useEffect, useState } from 'react'
import { useUi } from '../../ui/ui.tsx'

/** How long a button says that it has copied, milliseconds. */
const lasts = 1500

/** Copies, and says so for a moment. */
export const useCopied = (copy: (text: string) => void): readonly [boolean, (text: string) => void] => {
  const { clock } = useUi()
  const [copied, setCopied] = useState(0)
  useEffect(() => {
    if (copied === 0) return
    return clock.after(lasts, () => setCopied(0))
  }, [clock, copied])
  return [
    copied > 0,
    text => {
      copy(text)
      setCopied(times => times + 1)
    },
  ]
}
