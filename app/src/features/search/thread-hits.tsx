/** What was found in one thread: its title, the best places with their words marked, and the rest when it is asked for. */

import type { ThreadId } from '@weft/shared/ids.ts'
import { Fragment, type ReactNode } from 'react'
import { Link } from 'wouter'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { addressOf } from '../threads/message-address.ts'
import type { ThreadRow } from '../threads/tables.ts'
import type { FindWords } from './find-words.ts'
import { Marked } from './marked.tsx'
import { isMessageHit } from './message-hit.ts'
import type { ThreadHits as Found } from './message-search.ts'
import type { SearchOrder } from './search-address.ts'
import styles from './thread-hits.module.css'
import { useMessageSearch } from './use-message-search.ts'

export interface ThreadHitsProps {
  readonly thread: ThreadRow
  readonly found: Found
  readonly folder: string | undefined
  /** As it was searched for. */
  readonly text: string
  readonly order: SearchOrder
  readonly find: FindWords
  readonly now: number
  /** Whether all hits are shown, not the best alone. */
  readonly isOpen: boolean
  readonly onToggle: (id: ThreadId) => void
}

/** Until all are asked for. */
const mostClosed = 2

/** Nobody reads more of one thread here; the search within it goes through all. */
const mostHits = 300

export const ThreadHits = (props: ThreadHitsProps): ReactNode => {
  const { thread, found, folder, text, order, find, now, isOpen, onToggle } = props
  const t = useText()
  const format = useFormat()
  const all = useMessageSearch(
    isOpen ? { text, order, limit: 1, hitsPerThread: mostHits, threadId: thread.roomId } : undefined,
  )
  const opened = all.type === 'found' ? all.answer.threads[0]?.hits : undefined
  const best = found.hits.filter(isMessageHit).slice(0, mostClosed)
  const hits = isOpen && opened ? opened.filter(isMessageHit) : best
  const inTitle = found.hits.filter(hit => !isMessageHit(hit)).length
  const more = found.count - inTitle - best.length
  const at = found.hits[0]?.createdAt ?? thread.lastAt
  const title = thread.title || t('sidebar.untitled')
  const roles = [...new Set(hits.flatMap(({ role }) => (role ? [role] : [])))]
  const facts = [
    ...(roles.length > 0 ? [format.list(roles.map(role => t(roleNames[role])))] : []),
    folder ?? t('sidebar.noFolder'),
    ...(thread.shelf === 'archived' ? [t('sidebar.archive')] : []),
  ]

  return (
    <li className={styles.thread}>
      <div className={styles.top}>
        <Link
          className={styles.title}
          href={`/t/${thread.roomId}`}
          dir="auto"
          data-hit={hits.length === 0 || undefined}
        >
          <Marked text={title} marks={find(title)} />
        </Link>
        <time className={styles.when} dateTime={new Date(at).toISOString()} data-tip={format.full(at)}>
          {format.when(at, now)}
        </time>
      </div>
      {hits.length > 0 && (
        <ul>
          {hits.map((hit, index) => (
            // Several places of one message are several hits.
            <li key={`${hit.messageId} ${index}`}>
              <Link
                className={styles.snippet}
                href={addressOf(thread.roomId, hit.messageId, text)}
                dir="auto"
                data-hit
              >
                {hit.attachment !== undefined && <bdi className={styles.file}>{hit.attachment}</bdi>}
                <Marked text={hit.snippet} marks={hit.marks} />
              </Link>
            </li>
          ))}
        </ul>
      )}
      <div className={styles.facts}>
        {facts.map((fact, index) => (
          <Fragment key={fact}>
            {index > 0 && <Dot />}
            <bdi>{fact}</bdi>
          </Fragment>
        ))}
        {more > 0 && (
          <>
            <Dot />
            <button
              type="button"
              className={styles.more}
              data-hit
              aria-expanded={isOpen}
              onClick={() => onToggle(thread.roomId)}
            >
              {isOpen ? t('search.fewer') : t('search.more', { count: more })}
            </button>
          </>
        )}
      </div>
    </li>
  )
}

const roleNames = { user: 'thread.you', assistant: 'thread.assistant', tool: 'search.tool' } as const

const Dot = (): ReactNode => <span aria-hidden="true">&ensp;·&ensp;</span>
