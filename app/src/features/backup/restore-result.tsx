/** What a restore has brought, what it has left out and why, and where the file ended too early. */

import { Check, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Icon } from '../../ui/icon.tsx'
import { joinFacts } from '../../ui/join-facts.ts'
import { Notice } from '../../ui/notice.tsx'
import styles from './backup.module.css'
import type { RestoreEnding, RestoreReport } from './restore-report.ts'

export const RestoreResult = ({ report }: { readonly report: RestoreReport }): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { threads, ending } = report
  const say = (
    key:
      | 'backup.newThreads'
      | 'backup.extendedThreads'
      | 'backup.sameThreads'
      | 'backup.newMessages'
      | 'backup.foundFiles'
      | 'backup.newKeys'
      | 'backup.newModels'
      | 'backup.leftDeleted'
      | 'backup.leftFailed'
      | 'backup.leftUnknown'
      | 'backup.leftMalformed'
      | 'backup.leftUnread',
    count: number,
  ): string | undefined => (count > 0 ? t(key, { count: format.number(count) }) : undefined)
  const came = joinFacts([
    say('backup.newThreads', threads.added),
    say('backup.extendedThreads', threads.extended),
    say('backup.newMessages', report.messages),
    say('backup.foundFiles', report.attachments),
    say('backup.newKeys', report.keys),
    say('backup.newModels', report.deviceModels),
  ])
  const left = [
    say('backup.sameThreads', threads.same),
    say('backup.leftDeleted', report.deletedThreads),
    say('backup.leftFailed', report.failed.length),
    say('backup.leftUnknown', report.unknown),
    say('backup.leftMalformed', report.malformed),
    say('backup.leftUnread', report.unread),
  ].filter(text => text !== undefined)
  return (
    <div className={styles.result}>
      {ending.type !== 'whole' && <Ended ending={ending} />}
      <span>
        {ending.type === 'whole' && (
          <>
            <Icon of={Check} tone="good" /> {t('backup.restored')}{' '}
          </>
        )}
        {came === '' ? ending.type === 'whole' && t('backup.nothingNew') : came}
      </span>
      {left.map(text => (
        <span key={text}>{text}</span>
      ))}
    </div>
  )
}

type TooEarly = Exclude<RestoreEnding, { readonly type: 'whole' }>

const Ended = ({ ending }: { readonly ending: TooEarly }): ReactNode => {
  const t = useText()
  const format = useFormat()
  switch (ending.type) {
    case 'stopped':
      return (
        <Notice
          icon={TriangleAlert}
          tone="quiet"
          what={t('backup.stoppedWhat')}
          kept={t('backup.stoppedKept')}
        />
      )
    case 'not-stored':
      return (
        <Notice
          icon={TriangleAlert}
          tone="danger"
          what={t('backup.notStoredWhat')}
          kept={t('backup.notStoredKept')}
          detail={ending.error.type}
        />
      )
    case 'backup-damaged':
    case 'backup-truncated': {
      const at = format.number(ending.at)
      return (
        <Notice
          icon={TriangleAlert}
          tone="danger"
          what={
            ending.type === 'backup-damaged'
              ? t('backup.damagedWhat', { at })
              : t('backup.truncatedWhat', { at })
          }
          kept={t('backup.beforeKept')}
        />
      )
    }
  }
}
