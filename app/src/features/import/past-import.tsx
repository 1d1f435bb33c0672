/** An import that has ended: what it brought, its report, and taking it back. */

import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { joinFacts } from '../../ui/join-facts.ts'
import { saveFile } from '../../ui/save-file.ts'
import { SettingsItem } from '../../ui/settings-item.tsx'
import { usePage } from '../../worker/page-context.ts'
import type { Skipped } from '../transfer/imported-thread.ts'
import { type ImportReportRow, importReportName, type ImportRow } from './bring/import-row.ts'
import { wordsOfProblem } from './import-words.ts'
import { nameOfImport } from './name-of-import.ts'
import { ReportLines } from './report-lines.tsx'

const stateWords: Partial<Readonly<Record<ImportRow['state'], TextKey>>> = {
  cancelled: 'import.stateCancelled',
  interrupted: 'import.stateInterrupted',
  undone: 'import.stateUndone',
}

export const PastImport = ({ row }: { readonly row: ImportRow }): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { engine, env, database } = usePage()
  const [lines, setLines] = useState<readonly Skipped[]>()
  const [problem, setProblem] = useState<string>()
  const { counts, state } = row

  const readReport = async (): Promise<readonly Skipped[]> =>
    (await database.table<ImportReportRow, string>('device').get(importReportName(row.id)))?.value ?? []

  const save = async (): Promise<void> => {
    const report = { import: row, lines: await readReport() }
    const content = new Blob([JSON.stringify(report, null, 2)], { type: 'application/json' })
    saveFile('weft-import-report.json', content, env.clock)
  }

  const undo = async (): Promise<void> => {
    const undone = await engine.imports('undo', row.id)
    setProblem(undone.ok ? undefined : undone.error.type)
  }

  const word = stateWords[state]
  const facts = [
    format.when(row.startedAt, env.clock.now()),
    t('import.newThreads', { count: counts.newThreads }),
    t('import.newMessages', { count: counts.newMessages }),
    ...(counts.knownThreads > 0 ? [t('import.here', { count: counts.knownThreads })] : []),
    ...(counts.skipped > 0 ? [t('import.skipped', { count: counts.skipped })] : []),
    ...(word ? [t(word)] : []),
  ]
  const failed = problem ?? (state === 'failed' ? (row.problem ?? 'storage-failed') : undefined)
  return (
    <SettingsItem
      title={<span dir="auto">{nameOfImport(row)}</span>}
      facts={joinFacts(facts)}
      action={
        state !== 'undone' &&
        counts.newMessages > 0 && (
          <Button size="small" onClick={() => void undo()}>
            {t('import.undo')}
          </Button>
        )
      }
    >
      {failed !== undefined && (
        <p role="status">
          {t(wordsOfProblem(failed).what)} {t(wordsOfProblem(failed).kept)}
        </p>
      )}
      {row.kept !== undefined && row.kept.length > 0 && (
        <p role="status">
          {t('import.keptThreads', { count: row.kept.length, titles: format.list(row.kept) })}
        </p>
      )}
      {counts.skipped > 0 && (
        <div>
          <Button
            kind="text"
            size="small"
            aria-expanded={lines !== undefined}
            onClick={() => {
              if (lines) setLines(undefined)
              else void readReport().then(setLines)
            }}
          >
            {t(lines ? 'import.hideReport' : 'import.showReport')}
          </Button>
          <Button kind="text" size="small" onClick={() => void save()}>
            {t('import.saveReport')}
          </Button>
          {lines && <ReportLines lines={lines} count={counts.skipped} />}
        </div>
      )}
    </SettingsItem>
  )
}
