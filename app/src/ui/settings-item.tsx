/** One thing on a page of settings: a title, a line of facts, what can be done at the end, a result below. */

import type { ReactNode, Ref } from 'react'
import styles from './settings-item.module.css'

export interface SettingsItemProps {
  readonly title: ReactNode
  readonly facts?: ReactNode
  /** The control or the buttons. */
  readonly action?: ReactNode
  /** One of many alike. */
  readonly dense?: boolean | undefined
  /** A search led here: a thread at its edge says so. */
  readonly found?: boolean | undefined
  /** Below the whole width: a result, a form, a notice. */
  readonly children?: ReactNode
  readonly ref?: Ref<HTMLDivElement> | undefined
}

export const SettingsItem = ({
  title,
  facts,
  action,
  dense,
  found,
  children,
  ref,
}: SettingsItemProps): ReactNode => (
  <div className={styles.item} ref={ref} data-found={found || undefined} data-dense={dense || undefined}>
    <div className={styles.title}>{title}</div>
    {facts && <div className={styles.facts}>{facts}</div>}
    {action && <div className={styles.action}>{action}</div>}
    {children && <div className={styles.below}>{children}</div>}
  </div>
)

/** Items under one heading, divided by hairlines. */
export interface SettingsListProps {
  readonly heading?: string | undefined
  /** Given, it can take the focus of an item that went away. */
  readonly headingRef?: Ref<HTMLHeadingElement> | undefined
  /** At the end of the heading's line. */
  readonly aside?: ReactNode
  /** Without the line above its first item. */
  readonly plain?: boolean | undefined
  readonly children: ReactNode
}

export const SettingsList = ({
  heading,
  headingRef,
  aside,
  plain,
  children,
}: SettingsListProps): ReactNode => (
  <section className={styles.section}>
    {heading !== undefined && (
      <div className={styles.head}>
        <h2 className={styles.heading} ref={headingRef} tabIndex={headingRef ? -1 : undefined}>
          {heading}
        </h2>
        {aside && <span className={styles.aside}>{aside}</span>}
      </div>
    )}
    <div className={styles.list} data-plain={plain || undefined}>
      {children}
    </div>
  </section>
)
