/**
 * Reads a picture of the other device by the camera, where the browser can find one in what the camera sees. Where it
 * cannot, or the person gives no camera, there is the code that is typed.
 */

import { type RefObject, useEffect, useRef, useState } from 'react'
import { usePage } from '../../worker/page-context.ts'

interface FoundCode {
  readonly rawValue: string
}

interface CodeFinder {
  readonly detect: (source: HTMLVideoElement) => Promise<readonly FoundCode[]>
}

declare global {
  /** Of the Shape Detection API, which TypeScript does not know yet; some browsers have none. */
  var BarcodeDetector: (new (options: { readonly formats: readonly string[] }) => CodeFinder) | undefined
}

export const canReadPictures = (): boolean =>
  typeof globalThis.BarcodeDetector === 'function' && navigator.mediaDevices !== undefined

/** Milliseconds between looks: as often as a hand moves. */
const lookEvery = 200

export interface Camera {
  readonly video: RefObject<HTMLVideoElement | null>
  readonly refused: boolean
}

/** Calls `onText` once, with the first text that is found; the camera is let go when the view is. */
export const useCamera = (onText: (text: string) => void): Camera => {
  const { env } = usePage()
  const video = useRef<HTMLVideoElement>(null)
  const latest = useRef(onText)
  const [refused, setRefused] = useState(false)
  useEffect(() => {
    latest.current = onText
  })
  useEffect(() => {
    const stopped = new AbortController()
    const look = async (): Promise<void> => {
      const Finder = globalThis.BarcodeDetector
      const view = video.current
      if (Finder === undefined || view === null) return setRefused(true)
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
      const letGo = (): void => {
        for (const track of stream.getTracks()) track.stop()
      }
      if (stopped.signal.aborted) return letGo()
      stopped.signal.addEventListener('abort', letGo)
      view.srcObject = stream
      await view.play()
      const finder = new Finder({ formats: ['qr_code'] })
      while (!stopped.signal.aborted) {
        const [found] = await finder.detect(view)
        if (found) return latest.current(found.rawValue)
        await new Promise<void>(resolve => env.clock.after(lookEvery, resolve))
      }
    }
    look().catch(() => setRefused(true))
    return () => stopped.abort()
  }, [env])
  return { video, refused }
}
