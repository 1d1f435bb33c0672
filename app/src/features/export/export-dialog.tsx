/** Taking threads away: asks what file, writes it with figures on the way, and says what became of it. A sheet on phones. */

import { useLiveQuery } from 'dexie-react-hooks'
import { type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { speakOfExport } from '../../ui/i18n/catalogues/en-export.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Progress } from '../../ui/progress.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { usePhone } from '../../ui/use-phone.ts'
import { usePage } from '../../worker/page-context.ts'
import type { ExportedThread } from '../threads/export-context.ts'
import { weigh } from './estimate-size.ts'
import { ExportDone, ExportFailed } from './export-end.tsx'
import { ExportForm } from './export-form.tsx'
import styles from './export-dialog.module.css'
import type { ExportOptions, ExportScope } from './export-request.ts'
import { useExportRun } from './use-export-run.ts'

speakOfExport()

export interface ExportDialogProps {
  readonly threads: readonly ExportedThread[] | 'everything'
  readonly onClose: () => void
}

const scopeOf = (threads: ExportDialogProps['threads']): ExportScope =>
  threads === 'everything'
    ? { type: 'everything' }
    : {
        type: 'threads',
        threads: threads.map(({ workspaceId, roomId }) => ({ workspaceId, threadId: roomId })),
      }

/** Drawn while it is open. */
export const ExportDialog = ({ threads, onClose }: ExportDialogProps): ReactNode => {
  const t = useText()
  const phone = usePhone()
  const format = useFormat()
  const { database, env } = usePage()
  const weight = useLiveQuery(() => weigh(database, threads), [database, threads])
  const [options, setOptions] = useState<ExportOptions>({
    format: threads === 'everything' ? 'json' : 'markdown',
    allBranches: false,
    withFiles: true,
    onlyGood: false,
  })
  const [only] = threads === 'everything' ? [] : threads
  const isOne = threads !== 'everything' && threads.length === 1
  const day = new Date(env.clock.now()).toISOString().slice(0, 10)
  const name = isOne && only?.title ? only.title : `${t('export.fileName')} ${day}`
  const count = threads === 'everything' ? (weight?.threads ?? 0) : threads.length
  const { state, start, stop, again } = useExportRun(scopeOf(threads), count, name)
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
        <Button kind="main" disabled={weight === undefined} onClick={() => void start(wanted)}>
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
