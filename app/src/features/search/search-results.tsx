/** The threads in which something was found. More are asked for as one comes near the end of them. */

import type { ThreadId } from '@weft/shared/ids.ts'
import { type ReactNode, useEffect, useEffectEvent, useMemo, useRef } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import type { ThreadRow } from '../threads/tables.ts'
import { useFolders } from '../workspace/queries.ts'
import { createFindWords } from './find-words.ts'
import type { SearchAnswer } from './message-search.ts'
import type { SearchOrder } from './search-address.ts'
import styles from './search-results.module.css'
import { ThreadHits } from './thread-hits.tsx'

export interface SearchResultsProps {
  readonly answer: SearchAnswer
  readonly text: string
  readonly order: SearchOrder
  readonly threads: ReadonlyMap<ThreadId, ThreadRow>
  readonly opened: ReadonlySet<string>
  readonly onToggle: (id: ThreadId) => void
  readonly now: number
  /** No more are shown than these. */
  readonly isWhole: boolean
  readonly onNearEnd: () => void
}

export const SearchResults = (props: SearchResultsProps): ReactNode => {
  const { answer, text, order, threads, opened, onToggle, now, isWhole, onNearEnd } = props
  const t = useText()
  const folders = useFolders()
  const find = useMemo(() => createFindWords(text), [text])
  const hasMore = answer.threads.length < answer.threadCount
  return (
    <>
      <ol className={styles.results} aria-label={t('palette.results')}>
        {answer.threads.map(found => {
          const thread = threads.get(found.roomId)
          // Gone since it was found.
          if (!thread) return null
          return (
            <ThreadHits
              key={found.roomId}
              thread={thread}
              found={found}
              folder={folders?.find(({ id }) => id === thread.folderId)?.name}
              text={text}
              order={order}
              find={find}
              now={now}
              isOpen={opened.has(found.roomId)}
              onToggle={onToggle}
            />
          )
        })}
      </ol>
      {hasMore && !isWhole && <NearEnd shown={answer.threads.length} onSeen={onNearEnd} />}
      {hasMore && isWhole && (
        <p className={styles.most}>{t('search.most', { count: answer.threads.length })}</p>
      )}
    </>
  )
}

interface NearEndProps {
  /** It is looked for anew with each more. */
  readonly shown: number
  readonly onSeen: () => void
}

const NearEnd = ({ shown, onSeen }: NearEndProps): ReactNode => {
  const place = useRef<HTMLDivElement>(null)
  const seen = useEffectEvent(onSeen)
  useEffect(() => {
    if (!place.current) return undefined
    const observer = new IntersectionObserver(
      entries => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) seen()
      },
      { rootMargin: '800px' },
    )
    observer.observe(place.current)
    return () => observer.disconnect()
  }, [shown])
  return <div ref={place} className={styles.end} />
}
