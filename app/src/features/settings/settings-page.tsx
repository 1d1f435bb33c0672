/**
 * Settings: an index at the side and the chosen page beside it; on a phone the index is a page of its own and
 * leads to the others. The address says which page is open.
 */

import { lazy, type ReactNode, Suspense } from 'react'
import { useLocation } from 'wouter'
import { speakOfBackups } from '../../ui/i18n/catalogues/en-backup.ts'
import { speakOfExport } from '../../ui/i18n/catalogues/en-export.ts'
import { speakOfSettings } from '../../ui/i18n/catalogues/en-settings.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { WayBackContext } from '../../ui/page-head.tsx'
import { TabPanel } from '../../ui/tabs.tsx'
import { usePhone } from '../../ui/use-phone.ts'
import { usePageTitle } from '../threads/use-page-title.ts'
import { ProvidersPage } from '../providers/providers-page.tsx'
import { AppearancePage } from './appearance-page.tsx'
import { DataPage } from './data-page.tsx'
import { DeviceModelsPage } from './device-models-page.tsx'
import { GeneralPage } from './general-page.tsx'
import { PersonalizationPage } from './personalization-page.tsx'
import { PhoneIndex } from './phone-index.tsx'
import { SettingsIndex, tabsId } from './settings-index.tsx'
import styles from './settings-page.module.css'
import { isSettingsTab, type SettingsTab, tabNames } from './settings-tabs.ts'
import { ShortcutsPage } from './shortcuts-page.tsx'
import { SyncPage } from './sync-page.tsx'

speakOfBackups()
speakOfExport()
const ImportPage = lazy(() =>
  import('../import/import-page.tsx').then(page => ({ default: page.ImportPage })),
)

speakOfSettings()

export interface SettingsPageProps {
  /** From the address; anything unknown opens the first page. */
  readonly tab?: string | undefined
  /** A page below that one. */
  readonly below?: string | undefined
  /** The status line of the shell, which knows what is not saved yet; it stands where the sidebar has it. */
  readonly status?: ReactNode
}

export const SettingsPage = ({ tab, below, status }: SettingsPageProps): ReactNode => {
  const t = useText()
  const phone = usePhone()
  const [, navigate] = useLocation()
  const isChosen = isSettingsTab(tab)
  const open = isChosen ? tab : 'general'
  const isList = phone && !isChosen
  usePageTitle(t(isList ? 'settings.title' : tabNames[open]))
  if (isList) return <PhoneIndex />

  const back = { label: t('settings.backToSettings'), onBack: () => navigate('/settings') }
  // One tree for both: whoever turns a tablet goes on with what was begun.
  return (
    <WayBackContext value={phone ? back : undefined}>
      <div className={styles.frame}>
        {!phone && <SettingsIndex selected={open} status={status} />}
        <main className={styles.page}>
          <TabPanel of={phone ? undefined : tabsId} value={open}>
            <div className={styles.inside}>
              <OpenPage key={`${open} ${below ?? ''}`} tab={open} below={below} />
            </div>
          </TabPanel>
        </main>
      </div>
    </WayBackContext>
  )
}

interface OpenPageProps {
  readonly tab: SettingsTab
  readonly below: string | undefined
}

const OpenPage = ({ tab, below }: OpenPageProps): ReactNode => {
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
      return below === 'import' ? (
        <Suspense>
          <ImportPage />
        </Suspense>
      ) : (
        <DataPage />
      )
    case 'shortcuts':
      return <ShortcutsPage />
  }
}
