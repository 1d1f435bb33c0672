/** What the search page says where it shows no results: before anything was asked, when nothing says it, when it failed. */

import { SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'
import { hasFilters, withoutFilters } from './query-filters.ts'
import styles from './search-none.module.css'
import { speakOfPlaces } from '../../ui/i18n/catalogues/en-places.ts'

speakOfPlaces()

export const SearchStart = (): ReactNode => {
  const t = useText()
  return (
    <div className={styles.start}>
      <p className={styles.about}>{t('search.about')}</p>
      <ul className={styles.how}>
        <li>{t('search.howWords')}</li>
        <li>{t('search.howPhrase')}</li>
        <li>{t('search.howNot')}</li>
      </ul>
    </div>
  )
}

/** What the filters say is seen in their menus. */
const wordsOf = (text: string): string => withoutFilters(text).trim() || text.trim()

export interface SearchNoneProps {
  readonly text: string
  /** What might have been meant. */
  readonly suggestion: string | undefined
  readonly onText: (text: string) => void
}

export const SearchNone = ({ text, suggestion, onText }: SearchNoneProps): ReactNode => {
  const t = useText()
  return (
    <div className={styles.none}>
      <p role="status">{t('palette.noHits', { words: wordsOf(text) })}</p>
      {suggestion !== undefined && (
        <Button kind="accent" onClick={() => onText(suggestion)}>
          {t('search.didYouMean', { words: wordsOf(suggestion) })}
        </Button>
      )}
      {hasFilters(text) && (
        <Button onClick={() => onText(withoutFilters(text))}>{t('search.without')}</Button>
      )}
    </div>
  )
}

export interface SearchFailedProps {
  readonly onAgain: () => void
}

export const SearchFailed = ({ onAgain }: SearchFailedProps): ReactNode => {
  const t = useText()
  return (
    <Notice
      icon={SearchX}
      tone="danger"
      what={t('search.failedWhat')}
      kept={t('search.failedKept')}
      acts={
        <Button size="small" onClick={onAgain}>
          {t('search.again')}
        </Button>
      }
    />
  )
}
