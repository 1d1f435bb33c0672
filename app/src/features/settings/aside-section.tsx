/** What is set aside, by thread, and what a person can do with it. Nothing is drawn where there is nothing. */

import { TriangleAlert } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { speakOfSync } from '../../ui/i18n/catalogues/en-sync.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'
import { SettingsList } from '../../ui/settings-item.tsx'
import { AsideItem } from './aside-item.tsx'
import styles from './aside-section.module.css'
import { useAsideRows } from './use-aside-rows.ts'

speakOfSync()

export const AsideSection = (): ReactNode => {
  const t = useText()
  const aside = useAsideRows()
  const [told, setTold] = useState('')
  const result = useRef<HTMLParagraphElement>(null)
  const isEmpty = !aside || aside.count === 0
  if (isEmpty && told === '') return null

  /** An item that is done with goes, and the focus in it with it. */
  const tellGone = (words: string): void => {
    setTold(words)
    result.current?.focus()
  }

  return (
    <SettingsList heading={t('sync.asideHeading')} plain={!isEmpty}>
      {!isEmpty && (
        <Notice
          icon={TriangleAlert}
          tone="caution"
          what={t('sync.asideWhat', { count: aside.count })}
          kept={t('sync.asideKept')}
        />
      )}
      {aside?.groups.map(group => (
        <AsideItem key={group.key} group={group} onGone={tellGone} />
      ))}
      <p className={styles.result} role="status" tabIndex={-1} ref={result}>
        {told}
      </p>
    </SettingsList>
  )
}
