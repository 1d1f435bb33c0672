import type { ReactNode } from 'react'
import { EmptyState } from '../../ui/empty-state.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { dateItems } from './list-items.ts'
import styles from './list-page.module.css'
import { archiveScope } from './list-scope.ts'
import { SidebarButton } from './sidebar-button.tsx'
import { ThreadList } from './thread-list.tsx'
import { useAnswering, usePagedShelf } from './thread-list-queries.ts'
import { usePageTitle } from './use-page-title.ts'
import { useToday } from './use-today.ts'
import { speakOfPlaces } from '../../ui/i18n/catalogues/en-places.ts'

speakOfPlaces()

/** Threads that are out of the way. */
export const ArchivePage = (): ReactNode => {
  const t = useText()
  const today = useToday()
  const { threads, more } = usePagedShelf('archived')
  const answering = useAnswering()
  usePageTitle(t('sidebar.archive'))

  const header = (
    <div className={styles.header}>
      <h1 className={styles.title}>{t('sidebar.archive')}</h1>
      <p className={styles.lead}>{t('sidebar.archivedAbout')}</p>
      {threads?.length === 0 && <EmptyState text={t('sidebar.archiveEmpty')} />}
      {threads === undefined && <Skeleton rows={6} />}
    </div>
  )

  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <SidebarButton />
      </div>
      <ThreadList
        items={dateItems(threads ?? [], today)}
        scope={archiveScope}
        look="page"
        now={today}
        current={undefined}
        answering={answering}
        header={header}
        onNearEnd={more}
      />
    </div>
  )
}
