/** The index at the side: the way back, the search, the pages, and whether everything is saved. */

import { ArrowLeft } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { IconButton } from '../../ui/icon-button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { TabList } from '../../ui/tabs.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { cameFrom } from './came-from.ts'
import { findSettings } from './find-settings.ts'
import styles from './settings-index.module.css'
import { SettingsSearch } from './settings-search.tsx'
import { type SettingsTab, settingsPath, settingsTabs, tabNames } from './settings-tabs.ts'
import { tabIcons } from './tab-icons.ts'

/** Ties the tabs of the index to the open page. */
export const tabsId = 'settings'

export interface SettingsIndexProps {
  readonly selected: SettingsTab
  /** How safe what was written is, in the shell's words. */
  readonly status: ReactNode
}

export const SettingsIndex = ({ selected, status }: SettingsIndexProps): ReactNode => {
  const t = useText()
  const [, navigate] = useLocation()
  const [question, setQuestion] = useState('')
  const index = useRef<HTMLElement>(null)
  const hits = findSettings(question, t)
  const asked = question.trim() !== ''

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const [first] = hits
    if (event.key === 'Escape' && question !== '') {
      event.preventDefault()
      event.stopPropagation()
      setQuestion('')
    } else if (event.key === 'Enter' && first) {
      setQuestion('')
      navigate(settingsPath(first.tab, first.setting))
    } else if (event.key === 'ArrowDown') {
      event.preventDefault()
      index.current?.querySelector<HTMLElement>('li a, [role="tab"][tabindex="0"]')?.focus()
    }
  }

  return (
    <nav className={styles.index} aria-label={t('settings.title')} ref={index}>
      <div className={styles.head}>
        <IconButton
          label={t('settings.back')}
          icon={ArrowLeft}
          flip
          onClick={() => navigate(cameFrom(window.navigation))}
        />
        <span className={styles.name}>{t('settings.title')}</span>
      </div>
      <div className={styles.search}>
        <TextField
          type="search"
          label={t('settings.find')}
          labelHidden
          placeholder={t('settings.find')}
          value={question}
          onChange={setQuestion}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className={styles.scroll}>
        {asked ? (
          <SettingsSearch question={question.trim()} hits={hits} onOpen={() => setQuestion('')} />
        ) : (
          <TabList
            id={tabsId}
            look="index"
            label={t('settings.title')}
            value={selected}
            tabs={settingsTabs.map(tab => ({ value: tab, label: t(tabNames[tab]), icon: tabIcons[tab] }))}
            // Arrows open what they meet: one way back leads out of settings, not through every page met.
            onSelect={tab => navigate(settingsPath(tab), { replace: true })}
          />
        )}
      </div>
      {status && <div className={styles.foot}>{status}</div>}
    </nav>
  )
}
