/** What was moved to Trash: it can be put back for thirty days, or deleted for good, which is asked about. */

import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { speakOfSync } from '../../ui/i18n/catalogues/en-sync.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { usePage } from '../../worker/page-context.ts'
import type { EngineError } from '../../worker/api.ts'
import { useDeviceAccount } from '../account/queries.ts'
import type { BulkProblem } from './bulk/bulk-problem.ts'
import { BulkNotice } from './bulk/selection-bar-later.tsx'
import { useBulkActs } from './bulk/use-bulk-acts.ts'
import { EngineNotice } from './engine-notice.tsx'
import styles from './list-page.module.css'
import { RecoveredNotices } from './recovered-notices.tsx'
import { SidebarButton } from './sidebar-button.tsx'
import type { ThreadRow } from './tables.ts'
import { TrashList } from './trash-list.tsx'
import { useTrash } from './trash-query.ts'
import { usePageTitle } from './use-page-title.ts'
import { useThreadActs } from './use-thread-acts.ts'
import { useToday } from './use-today.ts'
import { speakOfPlaces } from '../../ui/i18n/catalogues/en-places.ts'

speakOfPlaces()
speakOfSync()

export const TrashPage = (): ReactNode => {
  const t = useText()
  const today = useToday()
  const { env } = usePage()
  const threads = useTrash()
  const [asked, setAsked] = useState<readonly ThreadRow[]>()
  const [problem, setProblem] = useState<EngineError>()
  const [bulkProblem, setBulkProblem] = useState<BulkProblem>()
  const acts = useThreadActs(setProblem)
  const bulk = useBulkActs(setBulkProblem)
  const isShared = useDeviceAccount()?.session === 'open'
  usePageTitle(t('sidebar.trash'))

  const forget = (forgotten: readonly ThreadRow[]): Promise<void> =>
    bulk(
      { type: 'forget', at: env.clock.now() },
      forgotten.map(({ workspaceId, roomId, folderId, trashedAt }) => ({
        workspaceId,
        threadId: roomId,
        folderId: folderId ?? null,
        trashedAt: trashedAt ?? null,
      })),
    )

  const count = asked?.length ?? 0
  const header = (
    <div className={styles.header}>
      <h1 className={styles.title}>{t('sidebar.trash')}</h1>
      <p className={styles.lead}>{t('sidebar.trashAbout')}</p>
      {problem && <EngineNotice error={problem} onClose={() => setProblem(undefined)} />}
      {bulkProblem && <BulkNotice problem={bulkProblem} onClose={() => setBulkProblem(undefined)} />}
      <RecoveredNotices onPutBack={thread => void acts.putBack(thread)} />
      {threads === undefined && <Skeleton rows={4} />}
      {threads?.length === 0 && <EmptyState text={t('sidebar.trashEmpty')} />}
      {threads !== undefined && threads.length > 0 && (
        <h2 className={styles.counted}>
          {t('sidebar.threadCount', { count: threads.length })}
          <Button kind="danger" size="small" onClick={() => setAsked(threads)}>
            {t('sidebar.emptyTrash')}
          </Button>
        </h2>
      )}
    </div>
  )

  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <SidebarButton />
      </div>
      <TrashList
        threads={threads ?? []}
        now={today}
        header={header}
        onPutBack={thread => void acts.putBack(thread)}
        onForget={thread => setAsked([thread])}
      />
      <ConfirmDialog
        open={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={t('sidebar.deleteForGoodTitle', { count })}
        text={t(isShared ? 'sync.deleteForGoodEverywhere' : 'sidebar.deleteForGoodHere', { count })}
        safeLabel={t('sidebar.keepThem', { count })}
        actLabel={t('sidebar.deleteThreads', { count })}
        danger
        onAct={() => {
          setAsked(undefined)
          void forget(asked ?? [])
        }}
      />
    </div>
  )
}
