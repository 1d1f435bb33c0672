/** Taking threads away: asks what file, writes it with figures on the way, and says what became of it. A sheet on phones. */

import type { ThreadId } from '@weft/shared/ids.ts'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { speakOfExport } from '../../ui/i18n/catalogues/en-export.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Progress } from '../../ui/progress.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { usePhone } from '../../ui/use-phone.ts'
import { usePage } from '../../worker/page-context.ts'
import { ExportDone, ExportFailed } from './export-end.tsx'
import { ExportForm } from './export-form.tsx'
import styles from './export-dialog.module.css'
import type { ExportOptions } from './export-request.ts'
import { useExportRun } from './use-export-run.ts'
import { useWeight } from './use-weight.ts'

speakOfExport()

export interface ExportDialogProps {
  readonly threads: readonly ThreadId[] | 'everything'
  readonly onClose: () => void
}

/** Drawn while it is open. */
export const ExportDialog = ({ threads, onClose }: ExportDialogProps): ReactNode => {
  const t = useText()
  const phone = usePhone()
  const format = useFormat()
  const { env } = usePage()
  const weight = useWeight(threads)
  const [options, setOptions] = useState<ExportOptions>({
    format: threads === 'everything' ? 'json' : 'markdown',
    allBranches: false,
    withFiles: true,
    onlyGood: false,
  })
  const isOne = threads !== 'everything' && threads.length === 1
  const day = new Date(env.clock.now()).toISOString().slice(0, 10)
  const name = (isOne && weight?.title) || `${t('export.fileName')} ${day}`
  const count = threads === 'everything' ? (weight?.threads ?? 0) : threads.length
  const { state, start, stop, again } = useExportRun(name)
  // A file that nothing stands in beside the text is no archive.
  const wanted = { ...options, withFiles: options.withFiles && (weight?.files ?? 0) > 0 }

  const title =
    threads === 'everything'
      ? t('export.everything')
      : isOne
        ? t('export.title')
        : t('export.titleSeveral', { count: threads.length })

  const acts =
    state.type === 'running' ? (
      <Button onClick={stop}>{t('export.stop')}</Button>
    ) : state.type === 'asking' ? (
      <>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button
          kind="main"
          disabled={weight === undefined}
          onClick={() => weight && void start(weight.scope, weight.threads, wanted)}
        >
          {t('export.act')}
        </Button>
      </>
    ) : (
      <Button onClick={onClose}>{t('common.close')}</Button>
    )

  const body = (
    <div className={styles.body}>
      {state.type === 'asking' && <ExportForm options={wanted} onChange={setOptions} weight={weight} />}
      {state.type === 'running' && (
        <Progress
          label={t('export.running')}
          done={state.progress ? state.progress.threads / Math.max(1, state.progress.ofThreads) : undefined}
          figures={t('export.figures', {
            done: state.progress?.threads ?? 0,
            total: state.progress?.ofThreads ?? count,
            size: format.bytes(state.progress?.bytes ?? 0),
          })}
        />
      )}
      {state.type === 'done' && <ExportDone report={state.report} />}
      {state.type === 'failed' && <ExportFailed error={state.error} onAgain={again} />}
    </div>
  )

  const shownTitle = state.type === 'done' ? t('export.done') : title
  const frame = { open: true, onClose, title: shownTitle, closable: state.type !== 'running' }
  return phone ? (
    <Sheet {...frame}>
      <div className={styles.sheet}>
        {body}
        <div className={styles.acts}>{acts}</div>
      </div>
    </Sheet>
  ) : (
    <Dialog {...frame} acts={acts}>
      {body}
    </Dialog>
  )
}
