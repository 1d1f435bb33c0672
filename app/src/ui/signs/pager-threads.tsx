import type { ReactNode } from 'react'
import styles from './signs.module.css'

export interface PagerThreadsProps {
  readonly count: number
  /** From 1. */
  readonly here: number
}

/** Beyond these the figures beside it say it alone. */
const mostThreads = 7

/** One warp thread per version of a message; the one that is read is taller, in woad. */
export const PagerThreads = ({ count, here }: PagerThreadsProps): ReactNode =>
  count < 2 || count > mostThreads ? null : (
    <span className={styles.pager} aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        <span key={index} data-here={index + 1 === here || undefined} />
      ))}
    </span>
  )
