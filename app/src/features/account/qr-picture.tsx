/** A text as a picture that cameras read. Drawn as one path: no canvas, no style. */

import { type ReactNode, useEffect, useState } from 'react'
import styles from './account-panel.module.css'

export interface QrPictureProps {
  readonly text: string
  readonly label: string
}

interface Drawing {
  readonly size: number
  readonly path: string
}

export const QrPicture = ({ text, label }: QrPictureProps): ReactNode => {
  const drawing = useDrawing(text)
  const size = drawing?.size ?? 1
  return (
    <svg
      className={styles.picture}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={label}
    >
      <path fill="currentColor" d={drawing?.path ?? ''} />
    </svg>
  )
}

/** The encoder comes when there is something to draw. */
const useDrawing = (text: string): Drawing | undefined => {
  const [drawing, setDrawing] = useState<Drawing>()
  useEffect(() => {
    let wanted = true
    void import('uqr').then(({ encode }) => {
      const { size, data } = encode(text, { border: 0, ecc: 'M' })
      const squares = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
      if (wanted) setDrawing({ size, path: squares.join('') })
    })
    return () => {
      wanted = false
    }
  }, [text])
  return drawing
}
