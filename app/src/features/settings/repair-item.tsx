/** Making every list again from the log of what was written; the rows are derived and nothing is at stake. */

import { CircleAlert, Check } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { SettingItem } from './setting-item.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { Progress } from '../../ui/progress.tsx'
import type { EngineError, RepairReport } from '../../worker/api.ts'
import { usePage } from '../../worker/page-context.ts'
import { EngineNotice } from '../threads/engine-notice.tsx'
import styles from './repair-item.module.css'

type Repair =
  | { readonly state: 'idle' }
  | { readonly state: 'running' }
  | { readonly state: 'done'; readonly report: RepairReport }
  | { readonly state: 'failed'; readonly error: EngineError }

export const RepairItem = (): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const [repair, setRepair] = useState<Repair>({ state: 'idle' })

  const start = async (): Promise<void> => {
    setRepair({ state: 'running' })
    const result = await engine.repair()
    setRepair(result.ok ? { state: 'done', report: result.value } : { state: 'failed', error: result.error })
  }

  return (
    <SettingItem
      setting="repair"
      title={t('settings.repair')}
      facts={t('settings.repairText')}
      action={
        <Button
          size="small"
          busy={repair.state === 'running'}
          busyLabel={t('settings.repairing')}
          onClick={() => void start()}
        >
          {t('settings.repairAct')}
        </Button>
      }
    >
      {repair.state === 'running' && (
        <Progress label={t('settings.repairing')} done={undefined} figures={t('settings.repairingText')} />
      )}
      {repair.state === 'done' && <Report report={repair.report} />}
      {repair.state === 'failed' && (
        <EngineNotice error={repair.error} onClose={() => setRepair({ state: 'idle' })} />
      )}
    </SettingItem>
  )
}

const Report = ({ report: { rooms, unreadable } }: { readonly report: RepairReport }): ReactNode => {
  const t = useText()
  return (
    <div className={styles.report} role="status">
      <Icon of={unreadable === 0 ? Check : CircleAlert} tone={unreadable === 0 ? 'good' : 'caution'} />
      <span>
        {t('settings.repairDone', { count: rooms })}{' '}
        {unreadable > 0 && t('settings.repairUnreadable', { count: unreadable })}
      </span>
    </div>
  )
}
