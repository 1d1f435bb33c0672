import { useEffect, useState } from 'react'
import { useUi } from '../ui.tsx'
import type { BlockReader } from './use-block-reader.ts'

/** Milliseconds without a new word after which a text is said to stand still. */
const pause = 1_000

/** Whether a text that is being written has stood still for a while. Looks now and then, and not at every word. */
export const useStill = (reader: BlockReader, streaming: boolean): boolean => {
  const { clock } = useUi()
  const [still, setStill] = useState(false)
  useEffect(() => {
    if (!streaming) return
    let seen = reader.lastText()
    const look = (): void => {
      const text = reader.lastText()
      setStill(text === seen)
      seen = text
      stop = clock.after(pause, look)
    }
    let stop = clock.after(pause, look)
    return () => stop()
  }, [clock, reader, streaming])
  return streaming && still
}
