/** A thread's title, which a double press opens for writing in its place. */

import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import styles from './thread-title.module.css'

export interface ThreadTitleProps {
  readonly title: string
  readonly renaming: boolean
  readonly onRename: () => void
  /** With nothing when the person let it be; an empty title gives the automatic one back. */
  readonly onDone: (title?: string) => void
}

/** Of the command's own schema. */
const longest = 500

export const ThreadTitle = ({ title, renaming, onRename, onDone }: ThreadTitleProps): ReactNode => {
  const t = useText()
  const heading = useRef<HTMLHeadingElement>(null)
  const wasRenaming = useRef(false)
  useEffect(() => {
    // The focus goes back to where it was asked for.
    if (wasRenaming.current && !renaming) heading.current?.focus()
    wasRenaming.current = renaming
  }, [renaming])

  if (renaming) return <TitleField title={title} onDone={onDone} />
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a second way; F2 and the menu do the same
    <h1
      ref={heading}
      className={styles.title}
      dir="auto"
      tabIndex={-1}
      data-tip={title}
      data-tip-cut
      onDoubleClick={onRename}
    >
      {title || t('sidebar.untitled')}
    </h1>
  )
}

const TitleField = ({ title, onDone }: Pick<ThreadTitleProps, 'title' | 'onDone'>): ReactNode => {
  const t = useText()
  const field = useRef<HTMLInputElement>(null)
  const done = useRef(false)
  useEffect(() => field.current?.select(), [])

  const end = (name?: string): void => {
    // Taking the field away also takes its focus.
    if (done.current) return
    done.current = true
    onDone(name)
  }

  const pressed = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (event.key === 'Enter') end(event.currentTarget.value.trim())
    else if (event.key === 'Escape') end()
    else return
    event.preventDefault()
  }

  return (
    <input
      ref={field}
      className={styles.field}
      aria-label={t('thread.title')}
      dir="auto"
      maxLength={longest}
      defaultValue={title}
      onKeyDown={pressed}
      onBlur={event => end(event.target.value.trim())}
    />
  )
}
