/** Asks before something that is not saved is left. */

import type { ReactNode } from 'react'
import { ConfirmDialog } from './dialog.tsx'
import { useText } from './i18n/use-text.ts'
import type { Leaving } from './use-leave-guard.ts'

export const LeaveDialog = ({ leaving }: { readonly leaving: Leaving }): ReactNode => {
  const t = useText()
  return (
    <ConfirmDialog
      open={leaving.isHeld}
      onClose={leaving.stay}
      title={t('settings.leaveTitle')}
      text={t('settings.leaveText')}
      safeLabel={t('settings.leaveStay')}
      actLabel={t('settings.leaveGo')}
      onAct={leaving.goAnyway}
    />
  )
}
