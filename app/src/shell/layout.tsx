/** What stands where: on a desk the sidebar beside the page, on a phone one screen at a time. */

import { type ReactNode, useContext } from 'react'
import { SidebarShownContext } from '../features/threads/sidebar-button.tsx'
import { useText } from '../ui/i18n/use-text.ts'
import { usePhone } from '../ui/use-phone.ts'
import { Boundary } from './boundary.tsx'
import styles from './layout.module.css'
import { Routes } from './routes.tsx'
import { Sidebar } from './sidebar.tsx'

export interface LayoutProps {
  /** Above the page: what its actions have to say. */
  readonly children: ReactNode
}

export const Layout = ({ children }: LayoutProps): ReactNode => {
  const t = useText()
  const phone = usePhone()
  const isShown = useContext(SidebarShownContext)
  const hasSide = isShown && !phone
  return (
    <div className={styles.app} data-side={hasSide || undefined}>
      <a className={styles.skip} href="#page">
        {t('sidebar.skip')}
      </a>
      {hasSide && (
        <Boundary>
          <Sidebar />
        </Boundary>
      )}
      <main id="page" className={styles.page} tabIndex={-1}>
        {children}
        <Routes />
      </main>
    </div>
  )
}
