/** What goes into a backup beside the threads. */

import { type ReactNode, useState } from 'react'
import { Checkbox } from '../../ui/checkbox.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import type { BackupOptions } from './backup-contents.ts'

export const useContentsChoice = (): { readonly fields: ReactNode; readonly options: BackupOptions } => {
  const t = useText()
  const [withAttachments, setAttachments] = useState(true)
  const [withKeys, setKeys] = useState(false)
  return {
    fields: (
      <>
        <Checkbox
          label={t('backup.withAttachments')}
          help={t('backup.withAttachmentsHelp')}
          checked={withAttachments}
          onChange={setAttachments}
        />
        <Checkbox
          label={t('backup.withKeys')}
          help={t('backup.withKeysHelp')}
          checked={withKeys}
          onChange={setKeys}
        />
      </>
    ),
    options: { withAttachments, withKeys },
  }
}
