/** The camera in a view, looked through until a picture was read. */

import { type RefObject, useEffect, useRef, useState } from 'react'
import { usePage } from '../../worker/page-context.ts'
import { type CameraProblem, toCameraProblem } from './camera-problem.ts'
import { createPictureReader } from './picture-reader.ts'

/** On an address that is not secure browsers have no cameras at all. */
export const mayHaveCamera = (): boolean => navigator.mediaDevices !== undefined

/** Milliseconds between looks: as often as a hand moves. */
const lookEvery = 200

export interface Camera {
  readonly video: RefObject<HTMLVideoElement | null>
  /** The camera is on. Before, the person may be asked for it. */
  readonly looking: boolean
  readonly problem: CameraProblem | null
}

const openCamera = async (signal: AbortSignal, onLost: () => void): Promise<MediaStream> => {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
  const letGo = (): void => {
    for (const track of stream.getTracks()) track.stop()
  }
  // A camera that was given too late goes at once.
  if (signal.aborted) letGo()
  else signal.addEventListener('abort', letGo)
  for (const track of stream.getTracks()) track.addEventListener('ended', onLost)
  return stream
}

/** Calls `onText` once, with the first text that is found; the camera is let go when the view is. */
export const useCamera = (onText: (text: string) => void): Camera => {
  const { env } = usePage()
  const video = useRef<HTMLVideoElement>(null)
  const latest = useRef(onText)
  const [looking, setLooking] = useState(false)
  const [problem, setProblem] = useState<CameraProblem | null>(null)
  useEffect(() => {
    latest.current = onText
  })
  useEffect(() => {
    const stopped = new AbortController()
    const { signal } = stopped
    const fail = (found: CameraProblem): void => {
      if (signal.aborted) return
      stopped.abort()
      setProblem(found)
    }
    const look = async (view: HTMLVideoElement): Promise<void> => {
      view.srcObject = await openCamera(signal, () => fail('in-use'))
      if (signal.aborted) return
      await view.play()
      setLooking(true)
      const read = await createPictureReader()
      while (!signal.aborted) {
        const text = await read(view)
        if (text !== null && !signal.aborted) return latest.current(text)
        await new Promise<void>(resolve => env.clock.after(lookEvery, resolve))
      }
    }
    if (video.current) look(video.current).catch((cause: unknown) => fail(toCameraProblem(cause)))
    return () => stopped.abort()
  }, [env])
  return { video, looking, problem }
}
