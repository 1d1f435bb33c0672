/** What this place is for in one sentence, and one action. */
import type { ReactNode } from 'react'
import styles from './empty-state.module.css'

export interface EmptyStateProps {
  readonly title?: string | undefined
  readonly text: ReactNode
  readonly act?: ReactNode
  /** The loom, in an empty thread and first-run only. */
  readonly picture?: ReactNode
}

export const EmptyState = ({ title, text, act, picture }: EmptyStateProps): ReactNode => (
  <div className={styles.empty}>
    {picture && <div className={styles.picture}>{picture}</div>}
    {title !== undefined && <h1 className={styles.title}>{title}</h1>}
    <p className={styles.text}>{text}</p>
    {act && <div className={styles.act}>{act}</div>}
  </div>
)
