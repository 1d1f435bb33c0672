/** Where the threads are: on this device, and with an account on others. The account's part comes by itself. */

import { lazy, type ReactNode, Suspense } from 'react'
import { SettingsList } from '../../ui/settings-item.tsx'
import { SettingItem } from './setting-item.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { EraseItem } from './erase-item.tsx'
import { PersistenceItem } from './persistence-item.tsx'
import { useCounts, useStorage } from './queries.ts'

const AccountPanel = lazy(async () => {
  const { AccountPanel: panel } = await import('../account/account-panel.tsx')
  return { default: panel }
})

export const SyncPage = (): ReactNode => {
  const t = useText()
  const title = t('settings.sync')
  return (
    <Suspense
      fallback={
        <>
          <PageHead title={title} />
          <Skeleton rows={6} />
        </>
      }
    >
      <AccountPanel title={title} device={<ThisDevice />} erase={<EraseItem />} />
    </Suspense>
  )
}

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
    </SettingsList>
  )
}
