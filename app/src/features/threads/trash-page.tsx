/** What was moved to Trash: it can be put back for thirty days, or deleted for good, which is asked about. */

import { Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { speakOfSync } from '../../ui/i18n/catalogues/en-sync.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { factsGap } from '../../ui/join-facts.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useUi } from '../../ui/ui.tsx'
import type { EngineError } from '../../worker/api.ts'
import { useDeviceAccount } from '../account/queries.ts'
import { EngineNotice } from './engine-notice.tsx'
import styles from './list-page.module.css'
import { relativeDay } from './relative-day.ts'
import { RecoveredNotices } from './recovered-notices.tsx'
import { SidebarButton } from './sidebar-button.tsx'
import type { ThreadRow } from './tables.ts'
import { useShelf } from './thread-list-queries.ts'
import { useThreadActs } from './use-thread-acts.ts'
import { usePageTitle } from './use-page-title.ts'
import { useToday } from './use-today.ts'

speakOfSync()

const day = 86_400_000

/** How long a thread stays. The engine deletes it for good after that. */
const staysFor = 30

/** From here on, what is left is written in weld. */
const soon = 14

/** More than anybody looks through; the rest comes up as these go. */
const mostShown = 500

const byDeletion = (a: ThreadRow, b: ThreadRow): number => (b.trashedAt ?? 0) - (a.trashedAt ?? 0)

export const TrashPage = (): ReactNode => {
  const t = useText()
  const today = useToday()
  const threads = useShelf('trash', mostShown)?.toSorted(byDeletion)
  const [asked, setAsked] = useState<readonly ThreadRow[]>()
  const [problem, setProblem] = useState<EngineError>()
  const acts = useThreadActs(setProblem)
  const isShared = useDeviceAccount()?.session === 'open'
  usePageTitle(t('sidebar.trash'))

  const count = asked?.length ?? 0
  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <SidebarButton />
      </div>
      <div className={styles.body}>
        <div className={styles.inside}>
          <h1 className={styles.title}>{t('sidebar.trash')}</h1>
          <p className={styles.lead}>{t('sidebar.trashAbout')}</p>
          {problem && <EngineNotice error={problem} onClose={() => setProblem(undefined)} />}
          <RecoveredNotices onPutBack={thread => void acts.putBack(thread)} />
          {threads === undefined && <Skeleton rows={4} />}
          {threads?.length === 0 && <EmptyState text={t('sidebar.trashEmpty')} />}
          {threads !== undefined && threads.length > 0 && (
            <>
              <h2 className={styles.counted}>
                {t('sidebar.threadCount', { count: threads.length })}
                <Button kind="danger" size="small" onClick={() => setAsked(threads)}>
                  {t('sidebar.emptyTrash')}
                </Button>
              </h2>
              <ul className={styles.rows}>
                {threads.map(thread => (
                  <TrashRow
                    key={thread.roomId}
                    thread={thread}
                    now={today}
                    onPutBack={() => void acts.putBack(thread)}
                    onForget={() => setAsked([thread])}
                  />
                ))}
              </ul>
            </>
          )}
        </div>
      </div>
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
          void acts.forget(asked ?? [])
        }}
      />
    </div>
  )
}

interface TrashRowProps {
  readonly thread: ThreadRow
  readonly now: number
  readonly onPutBack: () => void
  readonly onForget: () => void
}

const TrashRow = ({ thread, now, onPutBack, onForget }: TrashRowProps): ReactNode => {
  const t = useText()
  const { languages } = useUi()
  const title = thread.title || t('sidebar.untitled')
  const trashedAt = thread.trashedAt ?? now
  const left = Math.max(0, Math.min(staysFor, Math.ceil((trashedAt + staysFor * day - now) / day)))

  return (
    <li className={styles.row}>
      <span className={styles.name} dir="auto">
        {title}
      </span>
      <span className={styles.facts}>
        {thread.recovered && (
          <>
            <Badge line>{t('sync.recoveredCopy')}</Badge>{' '}
          </>
        )}
        {t('sidebar.deletedWhen', { when: relativeDay(trashedAt, now, languages.get().locale) })}
        {factsGap}
        {t('sidebar.messageCount', { count: thread.messageCount })}
        {factsGap}
        <span className={left <= soon ? styles.soon : undefined}>
          {t('sidebar.daysLeft', { count: left })}
        </span>
      </span>
      <span className={styles.acts}>
        <Button size="small" onClick={onPutBack}>
          {t('sidebar.putBack')}
        </Button>
        <IconButton label={t('sidebar.deleteForGood')} icon={Trash2} onClick={onForget} />
      </span>
    </li>
  )
}
