/** One thread in Trash: it opens nothing, can be put back or deleted for good, and chosen with others. */

import { Check, Trash2 } from 'lucide-react'
import { type MouseEvent, type ReactNode, useId } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { Icon } from '../../ui/icon.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { factsGap } from '../../ui/join-facts.ts'
import { useUi } from '../../ui/ui.tsx'
import { relativeDay } from './relative-day.ts'
import type { ThreadRow } from './tables.ts'
import styles from './trash-row.module.css'

const day = 86_400_000

/** How long a thread stays. The engine deletes it for good after that. */
const staysFor = 30

/** From here on, what is left is written in weld. */
const soon = 14

export interface TrashRowProps {
  readonly thread: ThreadRow
  readonly now: number
  readonly isTabStop: boolean
  /** Undefined: nothing is being chosen. */
  readonly isSelected: boolean | undefined
  readonly onToggle: (event: MouseEvent) => void
  readonly onPutBack: () => void
  readonly onForget: () => void
}

export const TrashRow = (props: TrashRowProps): ReactNode => {
  const { thread, now, isTabStop, isSelected, onToggle, onPutBack, onForget } = props
  const t = useText()
  const id = useId()
  const { languages } = useUi()
  const title = thread.title || t('sidebar.untitled')
  const trashedAt = thread.trashedAt ?? now
  const left = Math.max(0, Math.min(staysFor, Math.ceil((trashedAt + staysFor * day - now) / day)))

  return (
    <div className={styles.row} data-selected={isSelected || undefined}>
      <button
        type="button"
        className={styles.words}
        role="checkbox"
        aria-checked={isSelected === true}
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-facts`}
        tabIndex={isTabStop ? 0 : -1}
        onClick={onToggle}
        data-row-focus
      >
        <span className={styles.box} data-shown={isSelected !== undefined || undefined}>
          <Icon of={Check} size="small" />
        </span>
        <span className={styles.name} id={`${id}-name`} dir="auto">
          {title}
        </span>
        <span className={styles.facts} id={`${id}-facts`}>
          {thread.recovered && (
            <>
              <Badge line>{t('sync.recoveredCopy')}</Badge>{' '}
            </>
          )}
          {t('sidebar.deletedWhen', { when: relativeDay(trashedAt, now, languages.get().locale) })}
          {factsGap}
          {t('sidebar.messageCount', { count: thread.messageCount })}
          {factsGap}
          <span className={left <= soon ? styles.soon : undefined}>
            {t('sidebar.daysLeft', { count: left })}
          </span>
        </span>
      </button>
      {isSelected === undefined && (
        <span className={styles.acts}>
          <Button size="small" tabIndex={isTabStop ? 0 : -1} onClick={onPutBack}>
            {t('sidebar.putBack')}
          </Button>
          <IconButton
            label={t('sidebar.deleteForGood')}
            icon={Trash2}
            tabIndex={isTabStop ? 0 : -1}
            onClick={onForget}
          />
        </span>
      )}
    </div>
  )
}
