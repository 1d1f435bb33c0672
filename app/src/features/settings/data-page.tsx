/** How much is stored, whether it stays, making the lists again, and taking everything off this device. */

import type { ReactNode } from 'react'
import { ButtonLink } from '../../ui/button.tsx'
import { SettingsList } from '../../ui/settings-item.tsx'
import { SettingItem } from './setting-item.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { joinFacts } from '../../ui/join-facts.ts'
import { Progress } from '../../ui/progress.tsx'
import { useDeviceModels } from '../device-models/queries.ts'
import { ImportItem } from '../import/import-item.tsx'
import { BackupSection } from '../backup/backup-section.tsx'
import { EraseItem } from './erase-item.tsx'
import { ExportItem } from './export-item.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { PersistenceItem } from './persistence-item.tsx'
import { useFound } from './use-found.ts'
import { type Counts, type StorageQuery, useCounts, useStorage } from './queries.ts'
import { RepairItem } from './repair-item.tsx'
import { StorageKindsItem } from './storage-kinds-item.tsx'

export const DataPage = (): ReactNode => {
  const t = useText()
  const storage = useStorage()
  const counts = useCounts()
  const foundImport = useFound('import')
  return (
    <>
      <PageHead title={t('settings.data')} lead={t('settings.dataLead')} />
      <SettingsList>
        <StorageItem info={storage.info} counts={counts} />
        <StorageKindsItem />
        <PersistenceItem {...storage} />
        <ExportItem />
        <ImportItem {...foundImport} />
        <RepairItem />
        <EraseItem />
      </SettingsList>
      <BackupSection messages={counts?.messages} Item={SettingItem} />
    </>
  )
}

interface StorageItemProps extends Pick<StorageQuery, 'info'> {
  readonly counts: Counts | undefined
}

const StorageItem = ({ info, counts }: StorageItemProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const facts = counts && [
    t('settings.dataThreads', { count: counts.threads }),
    t('settings.dataMessages', { count: counts.messages }),
  ]
  const models = useDeviceModels()?.reduce((sum, { doneBytes }) => sum + doneBytes, 0) ?? 0
  const used = info?.usedBytes ?? null
  const quota = info?.quotaBytes ?? null
  return (
    <SettingItem
      setting="storage"
      title={t('settings.storage')}
      facts={facts && joinFacts(facts)}
      action={
        // A browser's own model counts as a share of one, and takes no room of ours.
        models > 1 && (
          <ButtonLink size="small" href="/settings/device-models">
            {t('settings.modelsSize', { size: format.bytes(models) })}
          </ButtonLink>
        )
      }
    >
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
