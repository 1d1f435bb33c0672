/** Light or dark, and the face answers are set in. Both belong to this device and do not sync. */

import type { ReactNode } from 'react'
import { SettingsList } from '../../ui/settings-item.tsx'
import { SettingItem } from './setting-item.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { Segments } from '../../ui/segments.tsx'
import { useTheme } from '../../ui/use-theme.ts'
import styles from './appearance-page.module.css'
import { PageHead } from '../../ui/page-head.tsx'

export const AppearancePage = (): ReactNode => {
  const t = useText()
  const { theme, setTheme, readingFace, setReadingFace } = useTheme()
  return (
    <>
      <PageHead title={t('settings.appearance')} lead={t('settings.appearanceLead')} />
      <SettingsList>
        <SettingItem
          setting="theme"
          title={t('settings.theme')}
          action={
            <Segments
              label={t('settings.theme')}
              value={theme}
              options={[
                { value: 'system', label: t('settings.themeSystem') },
                { value: 'light', label: t('settings.themeLight') },
                { value: 'dark', label: t('settings.themeDark') },
              ]}
              onChange={setTheme}
            />
          }
        />
        <SettingItem
          setting="face"
          title={t('settings.readingFace')}
          facts={t('settings.readingFaceText')}
          action={
            <Segments
              label={t('settings.readingFace')}
              value={readingFace}
              options={[
                { value: 'serif', label: t('settings.faceSerif') },
                { value: 'sans', label: t('settings.faceSans') },
              ]}
              onChange={setReadingFace}
            />
          }
        >
          <p className={styles.preview}>{t('settings.facePreview')}</p>
        </SettingItem>
      </SettingsList>
    </>
  )
}
