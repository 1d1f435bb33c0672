import type { ReactNode } from 'react'
import { SidebarButton } from '../features/threads/sidebar-button.tsx'
import { usePageTitle } from '../features/threads/use-page-title.ts'
import { ButtonLink } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { useText } from '../ui/i18n/use-text.ts'
import styles from './not-found-page.module.css'

/** An address that names nothing of ours, with a way back. */
export const NotFoundPage = (): ReactNode => {
  const t = useText()
  usePageTitle(t('common.notFoundTitle'))
  return (
    <>
      <div className={styles.bar}>
        <SidebarButton />
      </div>
      <EmptyState
        title={t('common.notFoundTitle')}
        text={t('common.notFoundText')}
        act={<ButtonLink href="/">{t('sidebar.newThread')}</ButtonLink>}
      />
    </>
  )
}
