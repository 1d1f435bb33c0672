/** Whether the browser may take away what is stored here, and asking it not to. */

import { type ReactNode, useState } from 'react'
import { SettingItem } from './setting-item.tsx'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import type { StorageQuery } from './queries.ts'

type Asking = 'not-asked' | 'asking' | 'refused'

export const PersistenceItem = ({ info, refresh }: StorageQuery): ReactNode => {
  const t = useText()
  const [asking, setAsking] = useState<Asking>('not-asked')
  if (!info) return null

  const ask = async (): Promise<void> => {
    setAsking('asking')
    const granted = await navigator.storage.persist()
    setAsking(granted ? 'not-asked' : 'refused')
    refresh()
  }

  const { persisted } = info
  return (
    <SettingItem
      setting="persistence"
      title={t('settings.persistence')}
      facts={t(
        persisted === null ? 'settings.keptUnknown' : persisted ? 'settings.kept' : 'settings.notKept',
      )}
      action={
        persisted === false && (
          <Button
            size="small"
            busy={asking === 'asking'}
            busyLabel={t('settings.keepAsking')}
            onClick={() => void ask()}
          >
            {t('settings.keepAsk')}
          </Button>
        )
      }
    >
      {asking === 'refused' && persisted === false && <p role="status">{t('settings.keepRefused')}</p>}
    </SettingItem>
  )
}
