/** Where the threads are: on this device, and with an account on others. */

import type { ReactNode } from 'react'
import { SettingsList } from '../../ui/settings-item.tsx'
import { AccountPanel } from '../account/account-panel.tsx'
import { SettingItem } from './setting-item.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { AsideSection } from './aside-section.tsx'
import { EraseItem } from './erase-item.tsx'
import { PersistenceItem } from './persistence-item.tsx'
import { SyncSection } from './sync-section.tsx'
import { useCounts, useStorage } from './queries.ts'
import { RefusedFilesItem } from './refused-files-item.tsx'

export const SyncPage = (): ReactNode => {
  const t = useText()
  return <AccountPanel title={t('settings.sync')} device={<DeviceAndSync />} erase={<EraseItem />} />
}

const DeviceAndSync = (): ReactNode => (
  <>
    <ThisDevice />
    <SyncSection />
    <AsideSection />
  </>
)

const ThisDevice = (): ReactNode => {
  const t = useText()
  const counts = useCounts()
  const storage = useStorage()
  return (
    <SettingsList>
      <SettingItem
        setting="where"
        title={t('settings.syncWhere')}
        facts={counts && t('settings.syncThreads', { count: counts.threads })}
      />
      <PersistenceItem {...storage} />
      <RefusedFilesItem />
    </SettingsList>
  )
}
