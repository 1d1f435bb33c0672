/** An act on many threads that did not come to all of them: how far it came, what stands as it did, what to do. */

import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../../ui/button.tsx'
import { speakOfBulkActs } from '../../../ui/i18n/catalogues/en-bulk.ts'
import { useText } from '../../../ui/i18n/use-text.ts'
import { Notice } from '../../../ui/notice.tsx'
import type { BulkProblem } from './bulk-problem.ts'

speakOfBulkActs()

export interface BulkNoticeProps {
  readonly problem: BulkProblem
  readonly onClose: () => void
}

export const BulkNotice = ({ problem, onClose }: BulkNoticeProps): ReactNode => {
  const t = useText()
  const { error, done, failed, left } = problem
  const kept = done === 0 ? t('bulk.problemNothing') : t('bulk.problemKept', { count: done })
  return (
    <Notice
      icon={TriangleAlert}
      tone="danger"
      what={t('bulk.problemWhat', { count: failed + left })}
      kept={error.type === 'storage-full' ? `${kept} ${t('bulk.problemFull')}` : kept}
      detail={error.detail ?? error.type}
      acts={
        <Button kind="text" size="small" onClick={onClose}>
          {t('common.close')}
        </Button>
      }
    />
  )
}
