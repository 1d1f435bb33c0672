/**
 * Settings: an index at the side and the chosen page beside it; on a phone the index is a page of its own and
 * leads to the others. The address says which page is open.
 */

import type { ReactNode } from 'react'
import { TabPanel } from '../../ui/tabs.tsx'
import { usePhone } from '../../ui/use-phone.ts'
import { ProvidersPage } from '../providers/providers-page.tsx'
import { AppearancePage } from './appearance-page.tsx'
import { DataPage } from './data-page.tsx'
import { DeviceModelsPage } from './device-models-page.tsx'
import { GeneralPage } from './general-page.tsx'
import { PersonalizationPage } from './personalization-page.tsx'
import { PhoneIndex } from './phone-index.tsx'
import { SettingsIndex, tabsId } from './settings-index.tsx'
import styles from './settings-page.module.css'
import { isSettingsTab, type SettingsTab } from './settings-tabs.ts'
import { ShortcutsPage } from './shortcuts-page.tsx'
import { SyncPage } from './sync-page.tsx'

export interface SettingsPageProps {
  /** From the address; anything unknown opens the first page. */
  readonly tab?: string | undefined
  /** The status line of the shell, which knows what is not saved yet; it stands where the sidebar has it. */
  readonly status?: ReactNode
}

export const SettingsPage = ({ tab, status }: SettingsPageProps): ReactNode => {
  const phone = usePhone()
  if (phone && !isSettingsTab(tab)) return <PhoneIndex />

  const open = isSettingsTab(tab) ? tab : 'general'
  const page = (
    <div className={styles.inside}>
      <OpenPage key={open} tab={open} />
    </div>
  )
  if (phone) return <main className={styles.page}>{page}</main>
  return (
    <div className={styles.frame}>
      <SettingsIndex selected={open} status={status} />
      <main className={styles.page}>
        <TabPanel of={tabsId} value={open}>
          {page}
        </TabPanel>
      </main>
    </div>
  )
}

const OpenPage = ({ tab }: { readonly tab: SettingsTab }): ReactNode => {
  switch (tab) {
    case 'general':
      return <GeneralPage />
    case 'appearance':
      return <AppearancePage />
    case 'providers':
      return <ProvidersPage />
    case 'device-models':
      return <DeviceModelsPage />
    case 'personalization':
      return <PersonalizationPage />
    case 'sync':
      return <SyncPage />
    case 'data':
      return <DataPage />
    case 'shortcuts':
      return <ShortcutsPage />
  }
}
