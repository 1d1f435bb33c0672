/** Everything that was said on this device, searched: the question with its filters, and what was found, thread by thread. */

import type { ThreadId } from '@weft/shared/ids.ts'
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { speakOfSearch } from '../../ui/i18n/catalogues/en-search.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { SidebarButton } from '../threads/sidebar-button.tsx'
import { usePageTitle } from '../threads/use-page-title.ts'
import { useToday } from '../threads/use-today.ts'
import { keepPlace, readPlace } from './kept-place.ts'
import type { SearchAnswer } from './message-search.ts'
import { restorePlace } from './restore-place.ts'
import { Coverage } from './search-coverage.tsx'
import { SearchField } from './search-field.tsx'
import { SearchFilters } from './search-filters.tsx'
import { SearchFailed, SearchNone, SearchStart } from './search-none.tsx'
import styles from './search-page.module.css'
import { SearchResults } from './search-results.tsx'
import { SearchSummary } from './search-summary.tsx'
import { type Asked, useAsked } from './use-asked.ts'
import { useFoundThreads } from './use-found-threads.ts'
import { useMessageSearch } from './use-message-search.ts'

speakOfSearch()

export interface SearchPageProps {
  /** What was found in other ways, below: given the question and, best first, the threads that were found by its words. */
  readonly more?: (text: string, answer: SearchAnswer) => ReactNode
}

/** Threads that are shown at first, and how many more when one comes to the end of them. */
const firstLimit = 30
const growth = 60
/** Nobody looks further; more words find more exactly, and the page says so. */
const mostThreads = 990
/** Two places in messages, and one in the title. */
const hitsPerThread = 3

/** Each question that comes by its address begins anew. */
export const SearchPage = (props: SearchPageProps): ReactNode => {
  const asked = useAsked()
  return <OneSearch key={asked.entry} asked={asked} {...props} />
}

interface OneSearchProps extends SearchPageProps {
  readonly asked: Asked
}

const OneSearch = ({ asked, more }: OneSearchProps): ReactNode => {
  const t = useText()
  const now = useToday()
  const { text, order, setText, setOrder, settle } = asked
  const [kept] = useState(readPlace)
  const [isComingBack, setComingBack] = useState(kept !== undefined)
  const [limit, setLimit] = useState(kept?.limit ?? firstLimit)
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set(kept?.opened))
  const [attempt, setAttempt] = useState(0)
  const field = useRef<HTMLInputElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const isAsked = text.trim() !== ''
  const searching = useMessageSearch(isAsked ? { text, order, limit, hitsPerThread } : undefined, attempt)
  const found = useFoundThreads(searching)
  const isDrawn = found !== undefined
  usePageTitle(isAsked ? text.trim() : t('search.title'))

  useFirstFocus(field, kept === undefined, isAsked)
  // When the results are there that were gone away from.
  useLayoutEffect(
    () => (kept && isComingBack && isDrawn && body.current ? restorePlace(body.current, kept) : undefined),
    [kept, isComingBack, isDrawn],
  )

  const ask = (next: string): void => {
    setText(next)
    setComingBack(false)
    setLimit(firstLimit)
    setOpened(new Set())
    body.current?.scrollTo({ top: 0 })
  }

  const keep = (hit?: string): void =>
    keepPlace({ limit, top: body.current?.scrollTop ?? 0, opened: [...opened], hit })

  /** Before the link is followed, so that it is this entry of the history that knows the place. */
  const leaving = (event: MouseEvent): void => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!link) return
    settle()
    keep(link.getAttribute('href') ?? undefined)
  }

  const pressed = (event: KeyboardEvent<HTMLElement>): void => {
    const all = linksIn(body.current)
    const at = all.findIndex(link => link === document.activeElement)
    if (at < 0) return
    if (event.key === 'Escape' || (event.key === 'ArrowUp' && at === 0)) field.current?.focus()
    else if (event.key === 'ArrowUp') all[at - 1]?.focus()
    else if (event.key === 'ArrowDown') all[Math.min(at + 1, all.length - 1)]?.focus()
    else return
    event.preventDefault()
  }

  const toggle = (id: ThreadId): void => {
    const next = new Set(opened)
    if (!next.delete(id)) next.add(id)
    setOpened(next)
  }

  const results = (): ReactNode => {
    if (!isAsked) return <SearchStart />
    if (searching.type === 'failed') return <SearchFailed onAgain={() => setAttempt(attempt + 1)} />
    if (!found) return <Skeleton rows={6} />
    const { answer, question, threads } = found
    return (
      <>
        {answer.threads.length === 0 ? (
          <SearchNone text={question.text} suggestion={answer.suggestion} onText={ask} />
        ) : (
          <SearchResults
            answer={answer}
            text={question.text}
            order={question.order}
            threads={threads}
            opened={opened}
            onToggle={toggle}
            now={now}
            isWhole={limit >= mostThreads}
            onNearEnd={() => {
              if (limit === question.limit) setLimit(Math.min(limit + growth, mostThreads))
            }}
          />
        )}
        <Coverage of={answer.coverage} />
        {more?.(question.text, answer)}
      </>
    )
  }

  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <SidebarButton />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- it only sees what its links and buttons are pressed for */}
      <div
        ref={body}
        className={styles.body}
        onClickCapture={leaving}
        onKeyDown={pressed}
        onScrollEnd={() => isDrawn && keep()}
      >
        <div role="search" className={styles.inside}>
          <h1 className={styles.heading}>{t('search.title')}</h1>
          <SearchField
            ref={field}
            look="page"
            label={t('search.everything')}
            query={text}
            onQuery={ask}
            placeholder={t('search.placeholder')}
            onDown={() => linksIn(body.current)[0]?.focus()}
            onEnter={() => linksIn(body.current)[0]?.click()}
          />
          <div className={styles.filters}>
            <SearchFilters text={text} onText={ask} now={now} />
          </div>
          {isAsked && <SearchSummary answer={found?.answer} order={order} onOrder={setOrder} />}
          {results()}
        </div>
      </div>
    </div>
  )
}

/** On a screen that is touched a keyboard would cover what was found: there only an empty field asks to be written in. */
const useFirstFocus = (
  field: RefObject<HTMLInputElement | null>,
  isWanted: boolean,
  isAsked: boolean,
): void => {
  const focus = useEffectEvent(() => {
    if (isWanted && (!isAsked || matchMedia('(hover: hover)').matches)) field.current?.focus()
  })
  useLayoutEffect(() => focus(), [])
}

/** What the arrows go through. */
const linksIn = (body: HTMLElement | null): readonly HTMLElement[] => [
  ...(body?.querySelectorAll<HTMLElement>('[data-hit]') ?? []),
]
