/** One thread in a list: a link with its title, and what can be done with it at its end. */

import { Check, Clock, Ellipsis } from 'lucide-react'
import { type KeyboardEvent, type MouseEvent, type ReactNode, useRef, useState } from 'react'
import { Link } from 'wouter'
import { Dot } from '../../ui/badge.tsx'
import { ForReaders } from '../../ui/for-readers.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Icon } from '../../ui/icon.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import type { ThreadRow } from './tables.ts'
import styles from './thread-row.module.css'

/** `desk`: one line in the sidebar. `phone`: the phone's list. `page`: the same, in a page of its own on a desk. */
export type RowLook = 'desk' | 'phone' | 'page'

export interface ThreadRowViewProps {
  readonly thread: ThreadRow
  readonly look: RowLook
  /** The moment that times are told from. */
  readonly now: number
  readonly isCurrent: boolean
  readonly isAnswering: boolean
  /** Something in it is not on the server yet. */
  readonly isWaiting: boolean
  /** Only one row of a list is reached by Tab; arrows go to the others. */
  readonly isTabStop: boolean
  readonly isMenuOpen: boolean
  /** Undefined: nothing is being chosen. */
  readonly isSelected: boolean | undefined
  readonly onMenu: (at: { readonly x: number; readonly y: number }) => void
  readonly onToggle: (event: MouseEvent) => void
  readonly onOpen: (event: MouseEvent) => void
}

export const ThreadRowView = (props: ThreadRowViewProps): ReactNode => {
  const { thread, look, isCurrent, isTabStop, isMenuOpen, isSelected, onMenu, onToggle, onOpen } = props
  const t = useText()
  const title = thread.title || t('sidebar.untitled')
  const tabIndex = isTabStop ? 0 : -1

  const openMenu = (event: MouseEvent<HTMLElement>): void => {
    const { left, bottom, right } = event.currentTarget.getBoundingClientRect()
    onMenu({ x: event.currentTarget.matches(':dir(rtl)') ? right : left, y: bottom })
  }

  return (
    <div
      className={styles.row}
      data-tall={look !== 'desk' || undefined}
      data-current={isCurrent || undefined}
      data-selected={isSelected || undefined}
      data-menu-open={isMenuOpen || undefined}
    >
      {isSelected === undefined ? (
        <>
          <Link
            className={styles.link}
            href={`/t/${thread.roomId}`}
            tabIndex={tabIndex}
            draggable={false}
            aria-current={isCurrent ? 'page' : undefined}
            onClick={onOpen}
            data-row-focus
          >
            <RowWords {...props} title={title} />
          </Link>
          <span className={styles.more}>
            <IconButton
              label={t('common.moreFor', { name: title })}
              icon={Ellipsis}
              size="small"
              tabIndex={tabIndex}
              aria-haspopup="menu"
              aria-expanded={isMenuOpen}
              onClick={openMenu}
            />
          </span>
        </>
      ) : (
        <button
          type="button"
          className={styles.link}
          role="checkbox"
          aria-checked={isSelected}
          tabIndex={tabIndex}
          onClick={onToggle}
          data-row-focus
        >
          <span className={styles.box}>
            <Icon of={Check} size="small" />
          </span>
          <RowWords {...props} title={title} />
        </button>
      )}
    </div>
  )
}

interface RowWordsProps extends ThreadRowViewProps {
  readonly title: string
}

const RowWords = ({ look, ...props }: RowWordsProps): ReactNode =>
  look !== 'desk' ? <WideWords {...props} look={look} /> : <DeskWords {...props} look={look} />

const DeskWords = ({ title, isAnswering, isWaiting }: RowWordsProps): ReactNode => (
  <>
    <span className={styles.name} dir="auto" data-tip={title} data-tip-cut>
      {title}
    </span>
    {isAnswering ? <Answering /> : isWaiting && <Waiting />}
  </>
)

const WideWords = ({ thread, title, now, isAnswering, isWaiting }: RowWordsProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  return (
    <span className={styles.words}>
      <span className={styles.name} dir="auto">
        {title}
      </span>
      <time className={styles.when}>{format.when(thread.lastAt, now)}</time>
      <span className={styles.said} dir="auto">
        {isAnswering ? t('sidebar.answering') : thread.preview}
      </span>
      <span className={styles.state}>{isAnswering ? <Dot tone="live" /> : isWaiting && <Waiting />}</span>
    </span>
  )
}

const Answering = (): ReactNode => {
  const t = useText()
  return (
    <span className={styles.end} data-tip={t('sidebar.answering')}>
      <Dot tone="live" />
      <ForReaders>{t('sidebar.answering')}</ForReaders>
    </span>
  )
}

const Waiting = (): ReactNode => {
  const words = useText()('common.syncWaiting')
  return (
    <span className={styles.end} data-tip={words}>
      <Icon of={Clock} size="small" />
      <ForReaders>{words}</ForReaders>
    </span>
  )
}

export interface RenamingRowProps {
  readonly thread: ThreadRow
  readonly look: RowLook
  /** Undefined: it stays as it is. */
  readonly onDone: (title: string | undefined) => void
}

/** The title as a field, in the place of the row. Enter and leaving it save, Esc does not. */
export const RenamingRow = ({ thread, look, onDone }: RenamingRowProps): ReactNode => {
  const t = useText()
  const [title, setTitle] = useState(thread.title)
  // A field that is taken away while it has the focus is also left.
  const isDone = useRef(false)

  const end = (changed: string | undefined): void => {
    if (isDone.current) return
    isDone.current = true
    onDone(changed)
  }
  const save = (): void => end(title.trim() === thread.title ? undefined : title.trim())

  const pressed = (event: KeyboardEvent<HTMLInputElement>): void => {
    // The list's own keys (arrows, Delete) are letters and movements here.
    event.stopPropagation()
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') save()
    if (event.key === 'Escape') end(undefined)
  }

  return (
    <div className={styles.row} data-tall={look !== 'desk' || undefined} data-current>
      <input
        className={styles.field}
        aria-label={t('sidebar.newTitle')}
        dir="auto"
        value={title}
        maxLength={500}
        ref={takeFocus}
        onChange={event => setTitle(event.target.value)}
        onKeyDown={pressed}
        onBlur={save}
      />
    </div>
  )
}

const takeFocus = (field: HTMLInputElement | null): void => {
  field?.focus()
  field?.select()
}
