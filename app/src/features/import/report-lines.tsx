/** Lines of a report: what was left out or came in changed, and why. A long report is drawn as far as it is scrolled. */

import type { ReactNode } from 'react'
import { VList } from 'virtua'
import { useText } from '../../ui/i18n/use-text.ts'
import { Facts } from '../../ui/facts.tsx'
import type { Skipped } from '../transfer/imported-thread.ts'
import { reasonWords } from './import-words.ts'
import styles from './report-lines.module.css'

interface ReportLinesProps {
  readonly lines: readonly Skipped[]
  /** Of all, listed or not. */
  readonly count: number
}

export const ReportLines = ({ lines, count }: ReportLinesProps): ReactNode => {
  const t = useText()
  const listed = lines.reduce((sum, line) => sum + (line.count ?? 1), 0)
  return (
    <div role="group" aria-label={t('import.report')}>
      <VList className={styles.list} style={{ blockSize: `min(20rem, ${lines.length * 3.2}rem)` }}>
        {lines.map((line, index) => (
          <div key={index} className={styles.line}>
            <Facts>
              {t(reasonWords[line.reason])}
              {line.thread !== undefined && <bdi>{line.thread}</bdi>}
              {line.detail !== undefined && <bdi>{line.detail}</bdi>}
              {line.count !== undefined && line.count > 1 && t('import.times', { count: line.count })}
              {line.kept && t('import.keptChanged')}
            </Facts>
          </div>
        ))}
      </VList>
      {count > listed && <p>{t('import.moreLines', { count: count - listed })}</p>}
    </div>
  )
}
