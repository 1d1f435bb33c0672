/** Everything of this device as a file. */

import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { useExport } from '../threads/export-context.ts'
import { SettingItem } from './setting-item.tsx'

export const ExportItem = (): ReactNode => {
  const t = useText()
  const askExport = useExport()
  return (
    <SettingItem
      setting="export"
      title={t('export.everything')}
      facts={t('export.everythingText')}
      action={
        <Button
          size="small"
          aria-haspopup="dialog"
          onClick={() => askExport({ type: 'export', threads: 'everything' })}
        >
          {t('export.act')}
        </Button>
      }
    />
  )
}
