/** Turns the versions of a message: one warp thread each, the one that is read in woad. */

import type { MessageId } from '@weft/shared/ids.ts'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { PagerThreads } from '../../ui/signs/pager-threads.tsx'
import type { PathStep } from '../threads/thread-path.ts'
import styles from './version-pager.module.css'

export interface VersionPagerProps {
  readonly step: PathStep
  readonly onShow: (id: MessageId) => void
}

export const VersionPager = ({ step: { siblings, index }, onShow }: VersionPagerProps): ReactNode => {
  const t = useText()
  if (siblings.length < 2) return null
  const turn = (to: number) => () => {
    const id = siblings[to]
    if (id) onShow(id)
  }
  return (
    <span className={styles.pager}>
      <PagerThreads count={siblings.length} here={index + 1} />
      <IconButton
        label={t('thread.previousVersion')}
        icon={ChevronLeft}
        flip
        size="small"
        disabled={index === 0}
        onClick={turn(index - 1)}
      />
      <span className={styles.figures}>
        {t('thread.versionOf', { here: index + 1, all: siblings.length })}
      </span>
      <IconButton
        label={t('thread.nextVersion')}
        icon={ChevronRight}
        flip
        size="small"
        disabled={index === siblings.length - 1}
        onClick={turn(index + 1)}
      />
    </span>
  )
}
