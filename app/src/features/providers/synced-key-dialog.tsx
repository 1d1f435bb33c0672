/** From a key that only this device has to the one that syncs. Nobody can type the first again from memory, so it is asked. */

import type { ReactNode } from 'react'
import { ConfirmDialog } from '../../ui/dialog.tsx'
import { useText } from '../../ui/i18n/use-text.ts'

export interface SyncedKeyDialogProps {
  readonly name: string
  readonly open: boolean
  readonly onClose: () => void
  readonly onUse: () => void
}

export const SyncedKeyDialog = ({ name, open, onClose, onUse }: SyncedKeyDialogProps): ReactNode => {
  const t = useText()
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title={t('providers.useSyncedTitle', { name })}
      text={t('providers.useSyncedText')}
      safeLabel={t('providers.useSyncedSafe')}
      actLabel={t('providers.useSyncedAct')}
      danger
      onAct={() => {
        onClose()
        onUse()
      }}
    />
  )
}
