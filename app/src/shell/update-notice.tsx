/** A new version waits: said once, above the page, without taking anything away. */

import { type ReactNode, useEffect } from 'react'
import { useAnswering } from '../features/threads/thread-list-queries.ts'
import { Button } from '../ui/button.tsx'
import { useText } from '../ui/i18n/use-text.ts'
import { useShell, useUpdateState } from './shell-context.ts'
import styles from './update-notice.module.css'
import type { Updates } from './updates.ts'
import { speakOfPlaces } from '../ui/i18n/catalogues/en-places.ts'

speakOfPlaces()

/** Changes over once nothing is being answered any more. */
const useChangeWhenDone = (updates: Updates, isWanted: boolean, isAnswering: boolean): void =>
  useEffect(() => {
    if (isWanted && !isAnswering) updates.change()
  }, [updates, isWanted, isAnswering])

export const UpdateNotice = (): ReactNode => {
  const t = useText()
  const { updates } = useShell()
  const { type } = useUpdateState()
  const isAnswering = useAnswering().size > 0
  useChangeWhenDone(updates, type === 'awaiting-answers', isAnswering)

  if (type === 'none') return null
  return (
    <div className={styles.notice} role="status">
      <span className={styles.words}>
        {type === 'ready' && `${t('pwa.updateReady')} ${isAnswering ? t('pwa.updateWaits') : ''}`}
        {type === 'awaiting-answers' && t('pwa.changeOver')}
        {type === 'changing' && t('pwa.updating')}
      </span>
      {type === 'ready' && (
        <span className={styles.acts}>
          <Button size="small" onClick={() => updates.wish(isAnswering)}>
            {t('pwa.useNow')}
          </Button>
          <Button kind="text" size="small" onClick={updates.later}>
            {t('pwa.later')}
          </Button>
        </span>
      )}
      {type === 'awaiting-answers' && (
        <span className={styles.acts}>
          <Button size="small" onClick={updates.change}>
            {t('pwa.changeNow')}
          </Button>
          <Button kind="text" size="small" onClick={updates.later}>
            {t('pwa.later')}
          </Button>
        </span>
      )}
    </div>
  )
}
