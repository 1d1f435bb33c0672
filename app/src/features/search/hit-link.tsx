/** A place in a message as a narrow row: its thread, and two lines of what was said. */

import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { useText } from '../../ui/i18n/use-text.ts'
import type { TextRange } from './fold-text.ts'
import styles from './hit-link.module.css'
import { Marked } from './marked.tsx'

export interface HitLinkProps {
  readonly href: string
  /** Of the thread; empty when it has none. */
  readonly title: string
  readonly snippet: string
  readonly marks?: readonly TextRange[]
  /** After it was opened. */
  readonly onOpen: () => void
}

export const HitLink = ({ href, title, snippet, marks = [], onOpen }: HitLinkProps): ReactNode => {
  const t = useText()
  return (
    <Link className={styles.hit} href={href} onClick={onOpen} data-hit>
      <span className={styles.title} dir="auto">
        {title || t('sidebar.untitled')}
      </span>
      <span className={styles.snippet} dir="auto">
        <Marked text={snippet} marks={marks} />
      </span>
    </Link>
  )
}
