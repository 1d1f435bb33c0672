/** Below the results: whether everything that is here was searched, and that nobody else was asked. */

import type { ReactNode } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { Progress } from '../../ui/progress.tsx'
import type { SearchCoverage } from './message-search.ts'
import styles from './search-coverage.module.css'

export interface CoverageProps {
  readonly of: SearchCoverage
}

export const Coverage = ({ of: coverage }: CoverageProps): ReactNode => {
  const t = useText()
  if (coverage.type === 'whole')
    return <p className={styles.coverage}>{t('search.whole', { count: coverage.threads })}</p>
  const { done, total } = coverage
  return (
    <div className={styles.coverage}>
      <Progress
        label={t('search.buildingLabel')}
        done={total === 0 ? undefined : done / total}
        figures={t('search.building', { done, total })}
      />
      <p>{t('search.buildingText')}</p>
    </div>
  )
}
