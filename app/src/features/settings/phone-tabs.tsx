/** The pages of settings as rows of a phone's list: name, the choice that was made there, a chevron. */

import { ChevronRight } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { Link } from 'wouter'
import { useText } from '../../ui/i18n/use-text.ts'
import { Icon } from '../../ui/icon.tsx'
import styles from './phone-tabs.module.css'
import { type SettingsTab, settingsPath, tabNames } from './settings-tabs.ts'
import type { TabFacts } from './use-tab-facts.ts'

export interface PhoneTabsProps {
  readonly tabs: readonly SettingsTab[]
  readonly labelledBy: string
  readonly facts: TabFacts
}

export const PhoneTabs = ({ tabs, labelledBy, facts }: PhoneTabsProps): ReactNode => {
  const t = useText()
  const id = useId()
  return (
    <div className={styles.tabs} role="tablist" aria-orientation="vertical" aria-labelledby={labelledBy}>
      {tabs.map(tab => (
        <div key={tab} className={styles.row}>
          <Link
            href={settingsPath(tab)}
            className={styles.tab ?? ''}
            role="tab"
            aria-selected="false"
            aria-describedby={facts[tab] ? `${id}-${tab}` : undefined}
          >
            {t(tabNames[tab])}
          </Link>
          {/* Beside the link, which lies over the whole row: a choice is no part of the page's name. */}
          <span className={styles.fact} id={`${id}-${tab}`}>
            {facts[tab]}
          </span>
          <Icon of={ChevronRight} flip />
        </div>
      ))}
    </div>
  )
}
