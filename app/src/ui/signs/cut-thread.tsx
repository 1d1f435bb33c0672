import type { ReactNode } from 'react'
import styles from './signs.module.css'

/** An answer that ended before its end: a thread cut at a slant. */
export const CutThread = (): ReactNode => (
  <svg className={styles.cut} viewBox="0 0 44 12" aria-hidden="true">
    <path d="M1 6H17L20 3.5M24 8.5 27 6H43" />
  </svg>
)
