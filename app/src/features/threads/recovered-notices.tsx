/** In Trash: which copies were made of what was written into a thread that is deleted now. */

import { FileClock } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'
import { usePage } from '../../worker/page-context.ts'
import type { ThreadRow } from './tables.ts'
import { useRecoveredCopies } from './use-recovered-copies.ts'
import { speakOfPlaces } from '../../ui/i18n/catalogues/en-places.ts'

speakOfPlaces()

export interface RecoveredNoticesProps {
  readonly onPutBack: (thread: ThreadRow) => void
}

export const RecoveredNotices = ({ onPutBack }: RecoveredNoticesProps): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  return useRecoveredCopies()?.map(({ copyId, changes, thread }) => (
    <Notice
      key={copyId}
      icon={FileClock}
      tone="caution"
      what={t('sync.recoveredWhat', { title: thread.title || t('sidebar.untitled'), count: changes })}
      kept={t('sync.recoveredKept')}
      acts={
        <>
          <Button size="small" onClick={() => onPutBack(thread)}>
            {t('sidebar.putBack')}
          </Button>
          <Button kind="text" size="small" onClick={() => void engine.copyWasTold(copyId)}>
            {t('common.close')}
          </Button>
        </>
      }
    />
  ))
}
