/** One thing on a page of settings: a title, a line of facts, what can be done at the end, a result below. */

import type { ReactNode } from 'react'
import styles from './setting-item.module.css'
import { useFound } from './use-found.ts'

export interface SettingItemProps {
  /** Known to the search under this name (`settings-tabs.ts`). */
  readonly setting?: string | undefined
  readonly title: ReactNode
  /** For a control that takes its name from the title. */
  readonly titleId?: string | undefined
  readonly facts?: ReactNode
  /** The control or the buttons. */
  readonly action?: ReactNode
  /** Below the whole width: a result, a form, a notice. */
  readonly children?: ReactNode
}

export const SettingItem = ({
  setting,
  title,
  titleId,
  facts,
  action,
  children,
}: SettingItemProps): ReactNode => {
  const { ref, found } = useFound(setting)
  return (
    <div className={styles.item} ref={ref} data-found={found || undefined}>
      <div className={styles.title} id={titleId}>
        {title}
      </div>
      {facts !== undefined && <div className={styles.facts}>{facts}</div>}
      {action !== undefined && <div className={styles.action}>{action}</div>}
      {children !== undefined && <div className={styles.below}>{children}</div>}
    </div>
  )
}

/** Items under one heading, divided by hairlines. */
export interface SettingListProps {
  readonly heading?: ReactNode
  /** A fact at the end of the heading. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

export const SettingList = ({ heading, aside, children }: SettingListProps): ReactNode => (
  <section className={styles.section}>
    {heading !== undefined && (
      <h2 className={styles.heading}>
        {heading}
        {aside !== undefined && <span className={styles.aside}>{aside}</span>}
      </h2>
    )}
    <div className={styles.list}>{children}</div>
  </section>
)
