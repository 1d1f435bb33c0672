/** How sync goes, in words: its state, a first sync under way, and what stands in its way. */

import { Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { SyncStatus } from '../../core/sync/sync-status.ts'
import { Button } from '../../ui/button.tsx'
import { speakOfSync } from '../../ui/i18n/catalogues/en-sync.ts'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'
import { Progress } from '../../ui/progress.tsx'
import { SettingsItem, SettingsList } from '../../ui/settings-item.tsx'
import { useDeviceAccount } from '../account/queries.ts'
import { noticeWords, problemWords, type SyncWords } from '../account/sync-words.ts'
import { useSyncReport } from '../account/use-sync-report.ts'

speakOfSync()

const stateWords: Readonly<Record<SyncStatus['state']['type'], TextKey>> = {
  offline: 'common.syncOffline',
  waiting: 'common.syncWaiting',
  syncing: 'sync.progressBegun',
  synced: 'common.syncSynced',
  problem: 'common.syncProblem',
}

/** Nothing on a device without an account: there is no sync to speak of. */
export const SyncSection = (): ReactNode => {
  const t = useText()
  const own = useDeviceAccount()
  const status = useSyncReport()
  if (own?.session !== 'open') return null
  return (
    <SettingsList heading={t('sync.heading')}>
      {status && <State status={status} />}
      {status?.state.type === 'problem' && <Fault words={problemWords[status.state.problem]} tone="danger" />}
      {status?.notices.map(({ type }) => (
        <Fault key={type} words={noticeWords[type]} tone="quiet" />
      ))}
      {status !== null && status.unreadable > 0 && (
        <Notice
          icon={Info}
          tone="caution"
          what={t('sync.unreadableWhat', { count: status.unreadable })}
          kept={t('sync.unreadableKept')}
        />
      )}
    </SettingsList>
  )
}

const State = ({ status }: { readonly status: SyncStatus }): ReactNode => {
  const t = useText()
  const { state, waiting } = status
  const facts = [
    state.type === 'offline' && t('sync.offlineKept'),
    waiting > 0 && t('sync.waitingCount', { count: waiting }),
  ].filter(fact => fact !== false)
  return (
    <SettingsItem title={t(stateWords[state.type])} facts={facts.length > 0 && facts.join(' ')}>
      {state.type === 'syncing' && state.progress !== null && <Coming progress={state.progress} />}
    </SettingsItem>
  )
}

const Coming = ({ progress }: { readonly progress: number }): ReactNode => {
  const t = useText()
  const format = useFormat()
  const percent = format.percent(progress)
  return <Progress label={t('common.syncName')} done={progress} figures={t('sync.progress', { percent })} />
}

interface FaultProps {
  readonly words: SyncWords
  readonly tone: 'danger' | 'quiet'
}

const Fault = ({ words, tone }: FaultProps): ReactNode => {
  const t = useText()
  return (
    <Notice
      icon={tone === 'danger' ? TriangleAlert : Info}
      tone={tone}
      what={t(words.what)}
      kept={t(words.kept)}
      acts={
        words.reloads && (
          <Button size="small" onClick={() => location.reload()}>
            {t('sync.reload')}
          </Button>
        )
      }
    />
  )
}
