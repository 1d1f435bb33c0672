/**
 * The search within a thread. The list draws only what is near, so the browser's own search finds only that; this one asks
 * the index, goes to what it found, to another branch too, and marks the words on the screen.
 */

import type { ThreadId } from '@weft/shared/ids.ts'
import { ChevronDown, ChevronUp, Search, X } from 'lucide-react'
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { speakOfSearch } from '../../ui/i18n/catalogues/en-search.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { Icon } from '../../ui/icon.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { useAction } from '../actions/use-actions.ts'
import { createFindWords } from '../search/find-words.ts'
import type { ThreadPath } from '../threads/thread-path.ts'
import styles from './find-bar.module.css'
import type { MessageListHandle } from './message-list-handle.ts'
import type { Sought } from './use-arrival.ts'
import { type FindInThread, useFindInThread } from './use-find-in-thread.ts'
import { useFoundWords } from './use-found-words.ts'

speakOfSearch()

export interface FindBarProps {
  readonly threadId: ThreadId
  readonly list: RefObject<MessageListHandle | null>
  readonly path: ThreadPath | undefined
  readonly onGoTo: (sought: Sought) => void
  readonly onClose: () => void
}

export const FindBar = ({ threadId, list, path, onGoTo, onClose }: FindBarProps): ReactNode => {
  const t = useText()
  const [text, setText] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const find = useMemo(() => createFindWords(text), [text])
  useFoundWords(list, find)
  const found = useFindInThread({
    threadId,
    text,
    path,
    firstSeen: () => list.current?.firstSeen(),
    goTo: id => onGoTo({ id, words: text, keepsFocus: true }),
  })
  useEffect(() => field.current?.focus(), [])
  const hasHits = (found.total ?? 0) > 0

  useAction('thread.find', () => {
    field.current?.focus()
    field.current?.select()
  })

  const close = (): void => {
    onClose()
    // Where it stopped, the arrows walk on.
    list.current?.element()?.focus({ preventScroll: true })
  }

  const pressed = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') close()
    else if (event.key === 'Enter' && event.target === field.current) found.step(event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Esc closes it from each of its buttons
    <div role="search" className={styles.bar} aria-label={t('palette.findInThread')} onKeyDown={pressed}>
      <div className={styles.inside}>
        <Icon of={Search} tone="quiet" />
        <input
          ref={field}
          className={styles.input}
          type="search"
          aria-label={t('palette.findInThread')}
          placeholder={t('palette.findInThread')}
          dir="auto"
          autoComplete="off"
          spellCheck={false}
          enterKeyHint="search"
          value={text}
          onChange={event => setText(event.target.value)}
        />
        <span className={styles.count} role="status">
          {wordsOf(found, t)}
        </span>
        <IconButton
          label={t('search.previousHit')}
          icon={ChevronUp}
          size="small"
          disabled={!hasHits}
          onClick={() => found.step(-1)}
        />
        <IconButton
          label={t('search.nextHit')}
          icon={ChevronDown}
          size="small"
          disabled={!hasHits}
          onClick={() => found.step(1)}
        />
        <IconButton label={t('search.closeFind')} icon={X} size="small" onClick={close} />
      </div>
    </div>
  )
}

const wordsOf = (
  { total, position, failed }: FindInThread,
  t: ReturnType<typeof useText>,
): string | undefined => {
  if (failed) return t('search.failedWhat')
  if (total === undefined) return undefined
  return total === 0 ? t('search.notHere') : t('thread.versionOf', { here: position, all: total })
}
