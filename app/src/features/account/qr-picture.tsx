/** A text as a picture that cameras read. Drawn as one path: no canvas, no style. */

import type { ReactNode } from 'react'
import { encode } from 'uqr'
import styles from './account-panel.module.css'

export interface QrPictureProps {
  readonly text: string
  readonly label: string
}

export const QrPicture = ({ text, label }: QrPictureProps): ReactNode => {
  const { size, data } = encode(text, { border: 0, ecc: 'M' })
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <svg
      className={styles.picture}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={label}
    >
      <path fill="currentColor" d={path} />
    </svg>
  )
}
