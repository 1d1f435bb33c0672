/** Messages that mean what was searched for, under the threads whose titles say it. Each leads to its message. */

import { type ReactNode, useId } from 'react'
import { Link } from 'wouter'
import { speakOfMeaning } from '../../ui/i18n/catalogues/en-meaning.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import styles from './meaning-hits.module.css'
import { addressOf } from '../threads/message-address.ts'
import { useMeaningSearch } from './use-meaning-search.ts'

speakOfMeaning()

export interface MeaningHitsProps {
  readonly query: string
  /** After a hit was opened. */
  readonly onOpen: () => void
}

/** As many as are seen at once: what comes further down means less and less. */
const mostHits = 8

export const MeaningHits = ({ query, onOpen }: MeaningHitsProps): ReactNode => {
  const t = useText()
  const id = useId()
  const search = useMeaningSearch(query, mostHits)
  if (search.type === 'failed')
    return (
      <p className={styles.failed} role="status">
        {t('meaning.failed')}
      </p>
    )
  if (search.type !== 'found' || search.hits.length === 0) return null
  return (
    <section aria-labelledby={id}>
      <h2 className={styles.heading} id={id}>
        {t('meaning.group')}
      </h2>
      <ul>
        {search.hits.map(({ thread, messageId, snippet }) => (
          <li key={messageId}>
            <Link className={styles.hit} href={addressOf(thread.roomId, messageId)} onClick={onOpen}>
              <span className={styles.title} dir="auto">
                {thread.title || t('sidebar.untitled')}
              </span>
              <span className={styles.snippet} dir="auto">
                {snippet}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
