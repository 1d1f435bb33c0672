/** What went wrong with a backup: what happened, what was kept, one thing to do. */

import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'
import { EngineNotice } from '../threads/engine-notice.tsx'
import type { BackupError } from './backup-calls.ts'
import { backupEnding } from './backup-name.ts'

/** A wrong passphrase is told at its field, and who stops something knows it. */
export type ToldError = Exclude<BackupError, { readonly type: 'passphrase-wrong' | 'backup-stopped' }>

export interface BackupNoticeProps {
  readonly error: ToldError
  readonly onClose: () => void
}

export const BackupNotice = ({ error, onClose }: BackupNoticeProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const tell = (what: string, kept: string): ReactNode => (
    <Notice
      icon={TriangleAlert}
      tone="danger"
      what={what}
      kept={kept}
      detail={'detail' in error ? error.detail : undefined}
      acts={
        <Button kind="text" size="small" onClick={onClose}>
          {t('common.close')}
        </Button>
      }
    />
  )
  switch (error.type) {
    case 'backup-unknown':
      return tell(t('backup.unknownWhat'), t('backup.unknownKept', { ending: backupEnding }))
    case 'backup-newer':
      return tell(t('backup.newerWhat'), t('backup.newerKept'))
    case 'backup-damaged':
      return tell(t('backup.damagedWhat', { at: format.number(error.at) }), t('backup.nothingKept'))
    case 'backup-truncated':
      return tell(t('backup.truncatedWhat', { at: format.number(error.at) }), t('backup.nothingKept'))
    case 'kdf-downgrade':
    case 'kdf-too-costly':
    case 'kdf-unsupported':
      return tell(t('backup.costlyWhat'), t('backup.nothingKept'))
    case 'kdf-failed':
      return tell(t('backup.keyFailedWhat'), t('backup.keyFailedKept'))
    case 'backup-not-written':
      return tell(t('backup.notWrittenWhat'), t('backup.notWrittenKept'))
    default:
      return <EngineNotice error={error} onClose={onClose} />
  }
}
