/** Where the threads are. This version keeps them on one device, and says so instead of offering an account. */

import type { ReactNode } from 'react'
import { SettingsItem, SettingsList } from '../../ui/settings-item.tsx'
import { SettingItem } from './setting-item.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { PersistenceItem } from './persistence-item.tsx'
import { useCounts, useStorage } from './queries.ts'

export const SyncPage = (): ReactNode => {
  const t = useText()
  const counts = useCounts()
  const storage = useStorage()
  return (
    <>
      <PageHead title={t('settings.sync')} lead={t('settings.syncLead')} />
      <SettingsList>
        <SettingItem
          setting="where"
          title={t('settings.syncWhere')}
          facts={counts && t('settings.syncThreads', { count: counts.threads })}
        />
        <PersistenceItem {...storage} />
        <SettingsItem title={t('settings.syncOther')} facts={t('settings.syncOtherText')} />
      </SettingsList>
    </>
  )
}
