/** Messages that mean what was searched for, under the threads whose titles say it. Each leads to its message. */

import type { ReactNode } from 'react'
import { speakOfMeaning } from '../../ui/i18n/catalogues/en-meaning.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { HitGroup } from '../search/hit-group.tsx'
import { HitLink } from '../search/hit-link.tsx'
import type { ThreadHits } from '../search/message-search.ts'
import styles from './meaning-hits.module.css'
import { addressOf } from '../threads/message-address.ts'
import { useMeaningSearch } from './use-meaning-search.ts'

speakOfMeaning()

export interface MeaningHitsProps {
  readonly query: string
  /** What the words themselves were found in, best first: a thread that both find stands higher, and no message twice. */
  readonly byWords?: readonly ThreadHits[]
  /** After a hit was opened. */
  readonly onOpen: () => void
}

const noHits: readonly ThreadHits[] = []

/** As many as are seen at once: what comes further down means less and less. */
const mostHits = 8

export const MeaningHits = ({ query, byWords = noHits, onOpen }: MeaningHitsProps): ReactNode => {
  const t = useText()
  const search = useMeaningSearch(query, mostHits, byWords)
  if (search.type === 'failed')
    return (
      <p className={styles.failed} role="status">
        {t('meaning.failed')}
      </p>
    )
  if (search.type !== 'found' || search.hits.length === 0) return null
  return (
    <HitGroup name={t('meaning.group')}>
      {search.hits.map(({ thread, messageId, snippet }) => (
        <li key={messageId}>
          <HitLink
            href={addressOf(thread.roomId, messageId)}
            title={thread.title}
            snippet={snippet}
            onOpen={onOpen}
          />
        </li>
      ))}
    </HitGroup>
  )
}
