import { ChevronDown, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Icon } from '../../ui/icon.tsx'
import styles from './steps.module.css'

export interface StepLineProps {
  readonly open: boolean
  /** Absent when there is nothing to open. */
  readonly onToggle?: (() => void) | undefined
  readonly children: ReactNode
  /** A figure at the end. */
  readonly end?: ReactNode
}

/** One line that says what was done, and opens. */
export const StepLine = ({ open, onToggle, children, end }: StepLineProps): ReactNode => {
  const inside = (
    <>
      <span className={styles.sign}>
        {onToggle && <Icon of={open ? ChevronDown : ChevronRight} flip={!open} />}
      </span>
      <span className={styles.name}>{children}</span>
      {end !== undefined && <span className={styles.end}>{end}</span>}
    </>
  )
  return onToggle ? (
    <button type="button" className={styles.step} aria-expanded={open} onClick={onToggle}>
      {inside}
    </button>
  ) : (
    <div className={styles.step}>{inside}</div>
  )
}
