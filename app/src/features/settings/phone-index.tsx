/** Settings on a phone: the pages in three groups, each row with the choice that was made there. */

import { ArrowLeft, Search } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { useLocation } from 'wouter'
import { IconButton } from '../../ui/icon-button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { TextField } from '../../ui/text-field.tsx'
import { cameFrom } from './came-from.ts'
import { findSettings } from './find-settings.ts'
import styles from './phone-index.module.css'
import { PhoneTabs } from './phone-tabs.tsx'
import { SettingsSearch } from './settings-search.tsx'
import { type SettingsGroup, settingsGroups } from './settings-tabs.ts'
import { type TabFacts, useTabFacts } from './use-tab-facts.ts'

const takeFocus = (field: HTMLInputElement | null): void => field?.focus()

export const PhoneIndex = (): ReactNode => {
  const t = useText()
  const [, navigate] = useLocation()
  const [question, setQuestion] = useState<string>()
  const facts = useTabFacts()
  const asked = question !== undefined && question.trim() !== ''

  return (
    <main className={styles.page}>
      <header className={styles.bar}>
        <IconButton
          label={t('settings.back')}
          icon={ArrowLeft}
          flip
          onClick={() => navigate(cameFrom(window.navigation))}
        />
        <h1 className={styles.title}>{t('settings.title')}</h1>
        <IconButton
          label={t('settings.find')}
          icon={Search}
          pressed={question !== undefined}
          onClick={() => setQuestion(question === undefined ? '' : undefined)}
        />
      </header>
      {question !== undefined && (
        <div className={styles.search}>
          <TextField
            ref={takeFocus}
            type="search"
            label={t('settings.find')}
            labelHidden
            placeholder={t('settings.find')}
            value={question}
            onChange={setQuestion}
          />
        </div>
      )}
      {asked ? (
        <SettingsSearch
          question={question.trim()}
          hits={findSettings(question, t)}
          onOpen={() => setQuestion(undefined)}
        />
      ) : (
        settingsGroups.map(group => <Group key={group.name} group={group} facts={facts} />)
      )}
    </main>
  )
}

interface GroupProps {
  readonly group: SettingsGroup
  readonly facts: TabFacts
}

const Group = ({ group, facts }: GroupProps): ReactNode => {
  const t = useText()
  const id = useId()
  return (
    <>
      <div className={styles.group} id={id}>
        {t(group.name)}
      </div>
      <PhoneTabs tabs={group.tabs} labelledBy={id} facts={facts} />
    </>
  )
}
