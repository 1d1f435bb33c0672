/** What an answer was read from: one row each, with the host that a link leads to. Nothing is fetched to show it. */

import type { SourcePart } from '@weft/shared/schema/part.ts'
import { type ReactNode, useState } from 'react'
import { speakOfAnswers } from '../../ui/i18n/catalogues/en-later.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { linkTarget } from '../../ui/markdown/link-target.ts'
import styles from './source-parts.module.css'

speakOfAnswers()

export interface SourcePartsProps {
  readonly parts: readonly SourcePart[]
}

/** More than these are folded: a long search names hundreds. */
const shownAtFirst = 6

export const SourceParts = ({ parts }: SourcePartsProps): ReactNode => {
  const t = useText()
  const [all, setAll] = useState(false)
  const shown = all ? parts : parts.slice(0, shownAtFirst)
  return (
    <section className={styles.sources} aria-label={t('thread.sources')}>
      <p className={styles.head}>{t('thread.sources')}</p>
      <ol className={styles.list}>
        {shown.map((part, index) => (
          // The same page may be named twice, and the list never changes its order.
          <li key={index} className={styles.row}>
            <SourceTitle part={part} />
            {part.quote !== undefined && part.quote !== '' && (
              <span className={styles.quote} dir="auto">
                {part.quote}
              </span>
            )}
          </li>
        ))}
      </ol>
      {shown.length < parts.length && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          {t('thread.allSources', { count: parts.length })}
        </button>
      )}
    </section>
  )
}

/** Only the web is a link; any other scheme could act on this machine, and is read as words. */
const SourceTitle = ({ part }: { readonly part: SourcePart }): ReactNode => {
  const target = linkTarget(part.url ?? '')
  if (target.type !== 'web')
    return (
      <span className={styles.title} dir="auto">
        {part.title}
      </span>
    )
  return (
    <>
      <a className={styles.title} dir="auto" href={target.address} target="_blank" rel="noopener noreferrer">
        {part.title}
      </a>
      <bdi className={styles.host} dir="ltr">
        {target.host}
      </bdi>
    </>
  )
}
