import type { ReactNode } from 'react'
import styles from './signs.module.css'

export interface MarkProps {
  /** Pixels; 20 is the least. */
  readonly size?: number | undefined
}

/** Two threads, each a V, crossing into a W: the first dips under the second. */
export const Mark = ({ size = 24 }: MarkProps): ReactNode => (
  <svg className={styles.mark} viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
    <path
      data-thread="under"
      d="M1.18 4.5L3.62 4.5L7.81 16.6L10.22 11.96L11.52 14.45L8.9 19.5L6.38 19.5ZM12.48 7.62L14.1 4.5L16.7 4.5L13.78 10.12Z"
    />
    <path data-thread="over" d="M22.82 4.5L20.38 4.5L16.19 16.6L9.9 4.5L7.3 4.5L15.1 19.5L17.62 19.5Z" />
  </svg>
)
