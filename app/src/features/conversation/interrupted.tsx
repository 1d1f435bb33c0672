/** An answer that ended before its end: the thread is cut, and the ends can be tied. */

import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { CutThread } from '../../ui/signs/cut-thread.tsx'
import styles from './interrupted.module.css'

export interface InterruptedProps {
  /** Says that it was cut, and what was kept. */
  readonly text: ReactNode
  /** Why, in the provider's matter. */
  readonly reason?: string | undefined
  /** Absent where the thread has already gone on. */
  readonly onContinue?: (() => void) | undefined
}

export const Interrupted = ({ text, reason, onContinue }: InterruptedProps): ReactNode => {
  const t = useText()
  return (
    <div className={styles.cut}>
      <CutThread />
      <span className={styles.words}>
        {text}
        {reason !== undefined && <span className={styles.reason}> {reason}</span>}
      </span>
      {onContinue && (
        <Button size="small" onClick={onContinue}>
          {t('thread.continue')}
        </Button>
      )}
    </div>
  )
}
