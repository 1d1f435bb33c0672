/** How much is stored, whether it stays, making the lists again, and taking everything off this device. */

import type { ReactNode } from 'react'
import { SettingsList } from '../../ui/settings-item.tsx'
import { SettingItem } from './setting-item.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Progress } from '../../ui/progress.tsx'
import { EraseItem } from './erase-item.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { PersistenceItem } from './persistence-item.tsx'
import { useCounts, useStorage } from './queries.ts'
import { RepairItem } from './repair-item.tsx'

export const DataPage = (): ReactNode => {
  const t = useText()
  const storage = useStorage()
  return (
    <>
      <PageHead title={t('settings.data')} lead={t('settings.dataLead')} />
      <SettingsList>
        <StorageItem info={storage.info} />
        <PersistenceItem {...storage} />
        <RepairItem />
        <EraseItem />
      </SettingsList>
    </>
  )
}

const StorageItem = ({ info }: Pick<ReturnType<typeof useStorage>, 'info'>): ReactNode => {
  const t = useText()
  const format = useFormat()
  const counts = useCounts()
  const facts = counts && [
    t('settings.dataThreads', { count: counts.threads }),
    t('settings.dataMessages', { count: counts.messages }),
  ]
  const used = info?.usedBytes ?? null
  const quota = info?.quotaBytes ?? null
  return (
    <SettingItem setting="storage" title={t('settings.storage')} facts={facts?.join('\u2002·\u2002')}>
      {used !== null && quota !== null && quota > 0 && (
        <Progress
          label={t('settings.storage')}
          done={used / quota}
          figures={t('settings.dataSizeOf', { used: format.bytes(used), available: format.bytes(quota) })}
        />
      )}
    </SettingItem>
  )
}
