/** How an export ended: what is in the file, and every thing that is not. */

import { Check, CircleAlert, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Icon } from '../../ui/icon.tsx'
import { joinFacts } from '../../ui/join-facts.ts'
import { Notice } from '../../ui/notice.tsx'
import { EngineNotice } from '../threads/engine-notice.tsx'
import styles from './export-dialog.module.css'
import type { ExportReport } from './export-request.ts'
import { leftOutText } from './left-out-text.ts'
import type { ExportFailure } from './start-export.ts'

/** Lines of what is missing; an archive has all of them in `left-out.tsv`. */
const mostLines = 50

export const ExportDone = ({ report }: { readonly report: ExportReport }): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { threads, messages, files, bytes, leftOut } = report
  const facts = [
    t('export.doneThreads', { count: threads }),
    t('export.doneMessages', { count: messages }),
    ...(files > 0 ? [t('export.doneFiles', { count: files })] : []),
    format.bytes(bytes),
  ]
  return (
    <div role="status">
      <p className={styles.end}>
        <Icon
          of={leftOut.length === 0 ? Check : CircleAlert}
          tone={leftOut.length === 0 ? 'good' : 'caution'}
        />
        <span>{joinFacts(facts)}</span>
      </p>
      {leftOut.length > 0 && (
        <>
          <p>{t('export.leftOut', { count: leftOut.length })}</p>
          <ul className={styles.leftOut}>
            {leftOut.slice(0, mostLines).map((left, index) => (
              <li key={index} dir="auto">
                {leftOutText(left, t)}
              </li>
            ))}
            {leftOut.length > mostLines && (
              <li>{t('export.leftOutMore', { count: leftOut.length - mostLines })}</li>
            )}
          </ul>
        </>
      )}
    </div>
  )
}

export interface ExportFailedProps {
  readonly error: ExportFailure
  readonly onAgain: () => void
}

export const ExportFailed = ({ error, onAgain }: ExportFailedProps): ReactNode => {
  const t = useText()
  switch (error.type) {
    case 'export-disk-full':
    case 'export-failed':
    case 'export-stopped': {
      const isFull = error.type === 'export-disk-full'
      return (
        <Notice
          icon={TriangleAlert}
          tone="danger"
          what={t(isFull ? 'export.diskFullWhat' : 'export.failedWhat')}
          kept={t(isFull ? 'export.diskFullKept' : 'export.failedKept')}
          detail={'detail' in error ? error.detail : undefined}
          acts={
            <Button size="small" onClick={onAgain}>
              {t('export.again')}
            </Button>
          }
        />
      )
    }
    default:
      return <EngineNotice error={error} onClose={onAgain} />
  }
}
