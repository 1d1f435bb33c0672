/** One thread, drawn as far as it has come; always with figures, and paused it says what is kept. */
import type { ReactNode } from 'react'
import styles from './progress.module.css'

export interface ProgressProps {
  readonly label: string
  /** 0 to 1; `undefined` while nothing is known yet. */
  readonly done: number | undefined
  /** “1.2 of 2.4 GB, 40 s left”. */
  readonly figures: string
  readonly paused?: boolean | undefined
}

export const Progress = ({ label, done, figures, paused = false }: ProgressProps): ReactNode => {
  const percent = done === undefined ? undefined : Math.round(Math.min(1, Math.max(0, done)) * 100)
  return (
    <div className={styles.progress}>
      <div
        className={styles.track}
        role="progressbar"
        aria-label={label}
        aria-valuenow={percent}
        aria-valuetext={figures}
        data-paused={paused || undefined}
      >
        <div className={styles.thread} style={{ inlineSize: `${percent ?? 0}%` }} />
      </div>
      <span className={styles.figures}>{figures}</span>
    </div>
  )
}
