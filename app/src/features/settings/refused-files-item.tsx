/** Files that the server did not take, by their names, and asking it again. Nothing is drawn where there are none. */

import { CloudAlert } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'
import { usePage } from '../../worker/page-context.ts'
import { useRefusedFiles } from './refused-files-queries.ts'

export const RefusedFilesItem = (): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const refused = useRefusedFiles()
  const [busy, setBusy] = useState(false)
  if (!refused || refused.count === 0) return null

  const sendAgain = async (): Promise<void> => {
    setBusy(true)
    await engine.retryUploads()
    setBusy(false)
  }

  return (
    <Notice
      icon={CloudAlert}
      tone="caution"
      what={t('settings.filesRefused', { count: refused.count })}
      kept={t(refused.hasNoRoom ? 'settings.filesNoRoom' : 'settings.filesNotTaken')}
      detail={<bdi>{refused.names.join(', ')}</bdi>}
      acts={
        <Button size="small" busy={busy} onClick={() => void sendAgain()}>
          {t('settings.filesSendAgain')}
        </Button>
      }
    />
  )
}
