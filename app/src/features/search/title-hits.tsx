/** What a search over titles found, as links; the arrows go through them and back up to the field. */

import { Archive } from 'lucide-react'
import type { ThreadId } from '@weft/shared/ids.ts'
import { type KeyboardEvent, type ReactNode, type Ref, useImperativeHandle, useRef } from 'react'
import { Link } from 'wouter'
import { ForReaders } from '../../ui/for-readers.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Icon } from '../../ui/icon.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Marked } from './marked.tsx'
import styles from './title-hits.module.css'
import { useTitleSearch } from './use-title-search.ts'
import { speakOfPlaces } from '../../ui/i18n/catalogues/en-places.ts'

speakOfPlaces()

export interface TitleHitsHandle {
  readonly focusFirst: () => void
  /** Opens the best hit. */
  readonly openFirst: () => void
}

export interface TitleHitsProps {
  readonly query: string
  /** The sidebar has no room for a date beside the title. */
  readonly look: 'desk' | 'phone'
  readonly now: number
  readonly onLeaveUp: () => void
  /** After a hit was opened. */
  readonly onOpen: () => void
  /** What was found in other ways, beside the threads that are named here: its links are gone through after these. */
  readonly children?: (named: ReadonlySet<ThreadId>) => ReactNode
  readonly ref?: Ref<TitleHitsHandle>
}

/** Nobody reads further; the next letter finds more exactly. */
const mostHits = 100

export const TitleHits = (props: TitleHitsProps): ReactNode => {
  const { query, look, now, onLeaveUp, onOpen, children, ref } = props
  const t = useText()
  const format = useFormat()
  const hits = useTitleSearch(query, mostHits)
  const list = useRef<HTMLDivElement>(null)

  const links = (): readonly HTMLElement[] => [...(list.current?.querySelectorAll('a') ?? [])]
  useImperativeHandle(ref, () => ({
    focusFirst: () => links()[0]?.focus(),
    openFirst: () => links()[0]?.click(),
  }))

  const pressed = (event: KeyboardEvent<HTMLElement>): void => {
    const all = links()
    const at = all.findIndex(link => link === document.activeElement)
    if (event.key === 'ArrowUp' && at <= 0) onLeaveUp()
    else if (event.key === 'ArrowUp') all[at - 1]?.focus()
    else if (event.key === 'ArrowDown') all[Math.min(at + 1, all.length - 1)]?.focus()
    else if (event.key === 'Escape') onLeaveUp()
    else return
    event.preventDefault()
  }

  if (hits === undefined) return <Skeleton rows={8} />
  return (
    <div ref={list} className={styles.hits} role="presentation" onKeyDown={pressed}>
      {hits.length === 0 ? (
        <p className={styles.none} role="status">
          {t('sidebar.noTitleHits', { words: query.trim() })}
        </p>
      ) : (
        <ForReaders>
          <span role="status">{t('sidebar.hits', { count: hits.length })}</span>
        </ForReaders>
      )}
      <ul>
        {hits.map(({ subject, title, marks }) => (
          <li key={subject.roomId}>
            <Link className={styles.hit} href={`/t/${subject.roomId}`} onClick={onOpen}>
              {subject.shelf === 'archived' && <Icon of={Archive} tone="quiet" />}
              <span className={styles.name} dir="auto" data-tip={title} data-tip-cut>
                <Marked text={title} marks={marks} />
              </span>
              {look === 'phone' && <time className={styles.when}>{format.when(subject.lastAt, now)}</time>}
            </Link>
          </li>
        ))}
      </ul>
      {children?.(new Set(hits.map(({ subject }) => subject.roomId)))}
    </div>
  )
}
