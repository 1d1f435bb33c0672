import type { ReactNode } from 'react'
import styles from './skeleton.module.css'

export interface SkeletonProps {
  /** How many rows to expect. */
  readonly rows: number
}

/** Bars of tint where a list will stand, seen only when it takes longer than 300 ms. Never for text that streams. */
export const Skeleton = ({ rows }: SkeletonProps): ReactNode => (
  <div className={styles.skeleton} aria-hidden="true">
    {Array.from({ length: rows }, (_, index) => (
      <div key={index} className={styles.bar} />
    ))}
  </div>
)
