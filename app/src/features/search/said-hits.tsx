/** The best places where the words were said, under the threads whose titles say them; and the way to all of them. */

import { Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { speakOfSearch } from '../../ui/i18n/catalogues/en-search.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { Icon } from '../../ui/icon.tsx'
import { addressOf } from '../threads/message-address.ts'
import { HitGroup } from './hit-group.tsx'
import { HitLink } from './hit-link.tsx'
import { nearMark } from './near-mark.ts'
import styles from './said-hits.module.css'
import { searchAddress } from './search-address.ts'
import type { SaidHit } from './use-said.ts'

speakOfSearch()

export interface SaidHitsProps {
  readonly query: string
  readonly said: readonly SaidHit[]
  /** After a hit was opened. */
  readonly onOpen: () => void
}

export const SaidHits = ({ query, said, onOpen }: SaidHitsProps): ReactNode => {
  const t = useText()
  if (said.length === 0) return null
  return (
    <HitGroup name={t('search.said')}>
      {said.map(({ thread, hit }) => {
        const { text, marks } = nearMark(hit.snippet, hit.marks)
        return (
          <li key={hit.messageId}>
            <HitLink
              href={addressOf(thread.roomId, hit.messageId, query.trim())}
              title={thread.title}
              snippet={text}
              marks={marks}
              onOpen={onOpen}
            />
          </li>
        )
      })}
    </HitGroup>
  )
}

export interface SearchEverythingProps {
  readonly query: string
  readonly onOpen: () => void
}

export const SearchEverything = ({ query, onOpen }: SearchEverythingProps): ReactNode => {
  const t = useText()
  return (
    <Link className={styles.everything} href={searchAddress(query.trim())} onClick={onOpen}>
      <Icon of={Search} tone="quiet" />
      {t('search.everything')}
    </Link>
  )
}
