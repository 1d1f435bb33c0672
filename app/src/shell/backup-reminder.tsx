/** A quiet word where much has been written since the last backup and nothing else keeps it. One press leads to the backup. */

import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { quietTime } from '../features/backup/due.ts'
import { Button } from '../ui/button.tsx'
import { speakOfBackups } from '../ui/i18n/catalogues/en-backup.ts'
import { useFormat, useText } from '../ui/i18n/use-text.ts'
import { usePage } from '../worker/page-context.ts'
import styles from './update-notice.module.css'
import { useBackupDue } from './use-backup-due.ts'

speakOfBackups()

/** The settings have a word of their own about it, and a welcome is no place for it. */
const isElsewhere = (path: string): boolean => /^\/(?:settings|welcome)\b/.test(path)

export const BackupReminder = (): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { engine } = usePage()
  const [path, navigate] = useLocation()
  const due = useBackupDue()
  if (due === null || isElsewhere(path)) return null
  const { lastMadeAt, now } = due
  return (
    <div className={styles.notice} role="status">
      <span className={styles.words}>
        {lastMadeAt === undefined
          ? t('backup.noticeFirst')
          : t('backup.noticeAgain', { when: format.ago(lastMadeAt, now) })}
      </span>
      <span className={styles.acts}>
        <Button size="small" onClick={() => navigate('/settings/data?at=backup')}>
          {t('backup.noticeAct')}
        </Button>
        <Button kind="text" size="small" onClick={() => void engine.backup('quiet', now + quietTime)}>
          {t('backup.noticeLater')}
        </Button>
      </span>
    </div>
  )
}
