/** What “Find a setting” found: links to the setting itself. Arrows go down from the field into the list. */

import type { KeyboardEvent, ReactNode } from 'react'
import { Link } from 'wouter'
import { useText } from '../../ui/i18n/use-text.ts'
import type { FindableSetting } from './settings-tabs.ts'
import { settingsPath, tabNames } from './settings-tabs.ts'
import styles from './settings-search.module.css'

export interface SettingsSearchProps {
  readonly question: string
  readonly hits: readonly FindableSetting[]
  /** Asked when a hit was opened: the search is over. */
  readonly onOpen: () => void
}

export const SettingsSearch = ({ question, hits, onOpen }: SettingsSearchProps): ReactNode => {
  const t = useText()
  if (hits.length === 0)
    return (
      <p className={styles.none} role="status">
        {t('settings.noHits', { words: question })}
      </p>
    )
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- moves the focus among the links inside
    <ul className={styles.hits} aria-label={t('settings.hits')} onKeyDown={moveFocus}>
      {hits.map(hit => (
        <li key={`${hit.tab}/${hit.setting}`}>
          <Link className={styles.hit ?? ''} href={settingsPath(hit.tab, hit.setting)} onClick={onOpen}>
            <span className={styles.name}>{t(hit.name)}</span>
            {hit.name !== tabNames[hit.tab] && <span className={styles.where}>{t(tabNames[hit.tab])}</span>}
          </Link>
        </li>
      ))}
    </ul>
  )
}

const moveFocus = (event: KeyboardEvent<HTMLElement>): void => {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const links = [...event.currentTarget.querySelectorAll('a')]
  const here = links.findIndex(link => link === document.activeElement)
  const next = links[here + (event.key === 'ArrowDown' ? 1 : -1)]
  if (!next) return
  event.preventDefault()
  next.focus()
}
