/** What files hold, before anything is written: counts, what is here, what will be left out, and what is only offered. */

import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { joinFacts } from '../../ui/join-facts.ts'
import type { Translate } from '../../ui/i18n/translate.ts'
import type { Format } from '../../ui/format.ts'
import type { ImportFindings } from './bring/findings.ts'
import styles from './findings-view.module.css'
import { sourceNames } from './import-words.ts'
import { OffersView } from './offers-view.tsx'
import { ReportLines } from './report-lines.tsx'
import { useImportClient } from './use-imports.ts'
import { useTellEnd } from './use-tell-end.ts'

interface FindingsViewProps {
  readonly files: readonly File[]
  readonly findings: ImportFindings
}

/** How many threads there are to bring, wholly or in part. */
const newThreads = ({ threads, here }: ImportFindings): number => threads - here

/** One day where all of it is of one. */
const datesOf = ({ from, to }: ImportFindings, t: Translate, format: Format): readonly string[] => {
  if (from === undefined || to === undefined) return []
  const days = { from: format.day(from), to: format.day(to) }
  return [days.from === days.to ? days.from : t('import.dates', days)]
}

const factsOf = (found: ImportFindings, t: Translate, format: Format): readonly string[] => [
  t('import.threads', { count: found.threads }),
  t('import.messages', { count: found.messages }),
  ...(found.files > 0 ? [t('import.attachments', { count: found.files })] : []),
  ...(found.folders > 0 ? [t('import.folders', { count: found.folders })] : []),
  ...datesOf(found, t, format),
  ...(found.here > 0 ? [t('import.here', { count: found.here })] : []),
  ...(found.growing > 0 ? [t('import.growing', { count: found.growing })] : []),
  ...(found.inTrash > 0 ? [t('import.inTrash', { count: found.inTrash })] : []),
]

export const FindingsView = ({ files, findings }: FindingsViewProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { bring, reset } = useImportClient()
  const tellEnd = useTellEnd()
  const [takesInstructions, setTakesInstructions] = useState(false)
  const count = newThreads(findings)
  const programs = format.list(findings.sources.map(source => sourceNames[source]))
  return (
    <section className={styles.found} aria-label={t('import.found')}>
      <h2 className={styles.heading}>
        {findings.threads === 0 ? t('import.nothing') : t('import.foundIn', { programs })}
      </h2>
      <p className={styles.files} dir="auto">
        {format.list(files.map(({ name }) => name))}
      </p>
      <p className={styles.facts}>{joinFacts(factsOf(findings, t, format))}</p>
      {findings.withInstructions > 0 && (
        <Checkbox
          label={t('import.takeInstructions', { count: findings.withInstructions })}
          checked={takesInstructions}
          onChange={setTakesInstructions}
          help={t('import.takeInstructionsHelp')}
        />
      )}
      <OffersView offers={findings.offers} />
      {findings.skippedCount > 0 && (
        <details>
          <summary>{t('import.willSkip', { count: findings.skippedCount })}</summary>
          <ReportLines lines={findings.skipped} count={findings.skippedCount} />
        </details>
      )}
      <div className={styles.acts}>
        {count > 0 && (
          <Button kind="main" onClick={() => void tellEnd(bring({ takesInstructions }))}>
            {t('import.bring', { count })}
          </Button>
        )}
        <Button kind="text" onClick={reset}>
          {t('import.chooseOthers')}
        </Button>
      </div>
    </section>
  )
}
