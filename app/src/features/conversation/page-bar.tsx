import type { ReactNode } from 'react'
import styles from './page-bar.module.css'
import { SidebarButton } from '../threads/sidebar-button.tsx'

export interface PageBarProps {
  /** The title and what stands with it. */
  readonly children?: ReactNode
  /** Buttons at the end. */
  readonly end?: ReactNode
}

/** The bar above a conversation. On a phone its middle is centred between two equal ends. */
export const PageBar = ({ children, end }: PageBarProps): ReactNode => (
  <header className={styles.bar}>
    <div className={styles.start}>
      <SidebarButton />
    </div>
    <div className={styles.middle}>{children}</div>
    <div className={styles.end}>{end}</div>
  </header>
)
