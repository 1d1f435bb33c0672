/** What happened, what was kept, one thing to do: between hairlines, where it happened. */
import { type ReactNode, useId } from 'react'
import { Icon, type IconShape } from './icon.tsx'
import styles from './notice.module.css'

export interface NoticeProps {
  readonly icon: IconShape
  /** `danger` failed, `caution` waits or is short of something, `quiet` tells. */
  readonly tone: 'danger' | 'caution' | 'quiet'
  readonly what: ReactNode
  readonly kept: ReactNode
  /** Code and time, or what the provider said. */
  readonly detail?: ReactNode
  /** One small `Button`, and a second of kind `text`. */
  readonly acts?: ReactNode
}

export const Notice = ({ icon, tone, what, kept, detail, acts }: NoticeProps): ReactNode => {
  const id = useId()
  return (
    <div className={styles.notice} role={tone === 'danger' ? 'alert' : 'group'} aria-labelledby={id}>
      <span className={styles.sign}>
        <Icon of={icon} tone={tone} />
      </span>
      <div className={styles.words}>
        <div className={styles.what} id={id}>
          {what}
        </div>
        <div className={styles.kept}>{kept}</div>
        {detail !== undefined && detail !== null && <div className={styles.detail}>{detail}</div>}
      </div>
      {acts && <div className={styles.acts}>{acts}</div>}
    </div>
  )
}
