/** Backups on the page of data. Stands alone: it is put there with one line. */

import { Archive } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { speakOfBackups } from '../../ui/i18n/catalogues/en-backup.ts'
import { speakOfSettings } from '../../ui/i18n/catalogues/en-settings.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'
import { SettingsList } from '../../ui/settings-item.tsx'
import { useNow } from '../../ui/use-now.ts'
import { usePage } from '../../worker/page-context.ts'
import { canChooseFolder } from './backup-folder.ts'
import { quietTime, shouldRemind } from './due.ts'
import type { FindableItem } from './findable-item.ts'
import { MakeItem } from './make-item.tsx'
import { PlanItem } from './plan-item.tsx'
import { type BackupRows, useBackupRows } from './queries.ts'
import { RestoreItem } from './restore-item.tsx'

speakOfBackups()
speakOfSettings()

export interface BackupSectionProps {
  /** On this device; undefined while they are counted. */
  readonly messages: number | undefined
  readonly Item: FindableItem
}

export const BackupSection = ({ messages, Item }: BackupSectionProps): ReactNode => {
  const t = useText()
  const rows = useBackupRows()
  if (rows === undefined) return null
  return (
    <SettingsList heading={t('backup.heading')}>
      {messages !== undefined && <Reminder rows={rows} messages={messages} />}
      <MakeItem last={rows.last} Item={Item} />
      <RestoreItem Item={Item} />
      {(canChooseFolder() || rows.plan !== undefined) && <PlanItem plan={rows.plan} Item={Item} />}
    </SettingsList>
  )
}

interface ReminderProps {
  readonly rows: BackupRows
  readonly messages: number
}

const Reminder = ({ rows: { last, plan, reminder }, messages }: ReminderProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const { engine } = usePage()
  const isWanted = shouldRemind({
    now,
    messages,
    lastMadeAt: last?.madeAt,
    messagesThen: last?.messages,
    quietUntil: reminder?.quietUntil,
    isPlanned: plan !== undefined && plan.problem === undefined,
  })
  if (!isWanted) return null
  return (
    <Notice
      icon={Archive}
      tone="quiet"
      what={last ? t('backup.remindAgain', { when: format.ago(last.madeAt, now) }) : t('backup.remindFirst')}
      kept={t('backup.remindText')}
      acts={
        <Button kind="text" size="small" onClick={() => void engine.backup('quiet', now + quietTime)}>
          {t('backup.notNow')}
        </Button>
      }
    />
  )
}
