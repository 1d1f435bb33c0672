/** Restoring a backup: a file, its passphrase, what is in it, and only then what it brings. */

import { type ReactNode, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Progress } from '../../ui/progress.tsx'
import { usePage } from '../../worker/page-context.ts'
import type { BackupError } from './backup-calls.ts'
import { backupEnding } from './backup-name.ts'
import { BackupNotice } from './backup-notice.tsx'
import type { Manifest } from './backup-record.ts'
import type { FindableItem } from './findable-item.ts'
import styles from './backup.module.css'
import { LookForm } from './look-form.tsx'
import { RestoreForm } from './restore-form.tsx'
import { RestoreResult } from './restore-result.tsx'
import type { RestoreOptions } from './restore-backup.ts'
import type { RestoreProgress, RestoreReport } from './restore-report.ts'
import { useWork } from './use-work.ts'

type Chosen =
  | { readonly step: 'none' }
  /** `turn`: a form of its own for each file that is chosen, also for one of the same name. */
  | { readonly step: 'locked'; readonly file: File; readonly turn: number }
  | {
      readonly step: 'open'
      readonly file: File
      readonly passphrase: string
      readonly manifest: Manifest
    }

export const RestoreItem = ({ Item }: { readonly Item: FindableItem }): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const input = useRef<HTMLInputElement>(null)
  const [chosen, setChosen] = useState<Chosen>({ step: 'none' })
  const [turn, setTurn] = useState(0)
  const { work, start, stop, clear } = useWork<RestoreProgress, RestoreReport, BackupError>()

  const choose = (file: File | undefined): void => {
    clear()
    setTurn(turn + 1)
    setChosen(file ? { step: 'locked', file, turn } : { step: 'none' })
    // The same file can be chosen again.
    if (input.current) input.current.value = ''
  }
  const restore = async (options: RestoreOptions): Promise<void> => {
    if (chosen.step !== 'open') return
    const { file, passphrase } = chosen
    await start(port => engine.backup('restore', file, { passphrase, ...options }, port))
    setChosen({ step: 'none' })
  }

  const isRunning = work.state === 'running'
  return (
    <Item
      setting="restore"
      title={t('backup.restore')}
      facts={t('backup.restoreText')}
      action={
        !isRunning && (
          <>
            <input
              ref={input}
              type="file"
              className={styles.file}
              tabIndex={-1}
              aria-label={t('backup.restore')}
              accept={backupEnding}
              onChange={event => choose(event.target.files?.[0])}
            />
            <Button size="small" onClick={() => input.current?.click()}>
              {t('backup.chooseFile')}
            </Button>
          </>
        )
      }
    >
      {chosen.step === 'locked' && (
        <LookForm
          key={chosen.turn}
          file={chosen.file}
          onOpen={(passphrase, manifest) =>
            setChosen({ step: 'open', file: chosen.file, passphrase, manifest })
          }
          onCancel={() => setChosen({ step: 'none' })}
        />
      )}
      {chosen.step === 'open' && !isRunning && (
        <RestoreForm
          manifest={chosen.manifest}
          onRestore={options => void restore(options)}
          onCancel={() => setChosen({ step: 'none' })}
        />
      )}
      {isRunning && <Restoring progress={work.progress} onStop={stop} />}
      <div role="status">{work.state === 'done' && <RestoreResult report={work.value} />}</div>
      {work.state === 'failed' &&
        work.error.type !== 'backup-stopped' &&
        work.error.type !== 'passphrase-wrong' && <BackupNotice error={work.error} onClose={clear} />}
    </Item>
  )
}

interface RestoringProps {
  readonly progress: RestoreProgress | undefined
  readonly onStop: () => void
}

const Restoring = ({ progress, onStop }: RestoringProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const figures =
    progress &&
    t('backup.restoreFigures', {
      done: format.bytes(progress.done),
      total: format.bytes(progress.total),
      threads: format.number(progress.threads),
      messages: format.number(progress.messages),
    })
  return (
    <div className={styles.progress}>
      <Progress
        label={t('backup.restoring')}
        done={progress && progress.done / progress.total}
        figures={figures ?? t('backup.restoring')}
      />
      <Button size="small" onClick={onStop}>
        {t('backup.stop')}
      </Button>
    </div>
  )
}
