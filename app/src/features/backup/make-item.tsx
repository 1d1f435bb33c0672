/** Making a backup: a passphrase, what goes into it, how far it is, what became of it. */

import { Check, CircleAlert } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Icon } from '../../ui/icon.tsx'
import { joinFacts } from '../../ui/join-facts.ts'
import { Progress } from '../../ui/progress.tsx'
import { openSaveStream } from '../../ui/save-stream.ts'
import { useNow } from '../../ui/use-now.ts'
import { takesFocusFrom, useReturnFocus } from '../../ui/use-return-focus.ts'
import { usePage } from '../../worker/page-context.ts'
import type { BackupError, MadeFile } from './backup-calls.ts'
import type { BackupOptions } from './backup-contents.ts'
import { backupMediaType } from './backup-file.ts'
import { backupEnding, backupName } from './backup-name.ts'
import { BackupNotice } from './backup-notice.tsx'
import type { LastBackupRow } from './backup-rows.ts'
import type { FindableItem } from './findable-item.ts'
import styles from './backup.module.css'
import { useContentsChoice } from './contents-choice.tsx'
import type { MakeProgress } from './make-backup.ts'
import { useNewPassphrase } from './passphrase-fields.tsx'
import { useWork } from './use-work.ts'

export interface MakeItemProps {
  readonly last: LastBackupRow | undefined
  readonly Item: FindableItem
}

export const MakeItem = ({ last, Item }: MakeItemProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const { engine, env } = usePage()
  const [isAsking, setAsking] = useState(false)
  const { work, start, stop, clear } = useWork<MakeProgress, MadeFile, BackupError>()
  useReturnFocus(isAsking ? 'backup' : undefined)

  const make = async (passphrase: string, options: BackupOptions): Promise<void> => {
    const target = await openSaveStream({
      name: backupName(env.clock.now()),
      mediaType: backupMediaType,
      ending: backupEnding,
      clock: env.clock,
    })
    if (!target.ok) return
    setAsking(false)
    await start(async port => {
      const { handle, done, drop } = target.value
      const made = await engine.backup(
        'make',
        { passphrase, ...options, ...(handle ? { to: handle } : {}) },
        port,
      )
      await (made.ok ? done(made.value.content) : drop())
      return made
    })
  }

  const facts = last && [
    t('backup.lastMade', { when: format.ago(last.madeAt, now) }),
    t('settings.dataThreads', { count: last.threads }),
    format.bytes(last.bytes),
  ]
  return (
    <Item
      setting="backup"
      title={t('backup.make')}
      facts={facts ? joinFacts(facts) : t('backup.neverMade')}
      action={
        !isAsking &&
        work.state !== 'running' && (
          <Button size="small" {...takesFocusFrom('backup')} onClick={() => setAsking(true)}>
            {t('backup.makeAct')}
          </Button>
        )
      }
    >
      {isAsking && <MakeForm onMake={(...given) => void make(...given)} onCancel={() => setAsking(false)} />}
      {work.state === 'running' && <Making progress={work.progress} onStop={stop} />}
      <div role="status">
        {work.state === 'done' && <Made made={work.value} />}
        {work.state === 'failed' && work.error.type === 'backup-stopped' && (
          <p className={styles.text}>{t('backup.makeStopped')}</p>
        )}
      </div>
      {work.state === 'failed' &&
        work.error.type !== 'backup-stopped' &&
        work.error.type !== 'passphrase-wrong' && <BackupNotice error={work.error} onClose={clear} />}
    </Item>
  )
}

interface MakeFormProps {
  readonly onMake: (passphrase: string, options: BackupOptions) => void
  readonly onCancel: () => void
}

const MakeForm = ({ onMake, onCancel }: MakeFormProps): ReactNode => {
  const t = useText()
  const { fields, take } = useNewPassphrase()
  const contents = useContentsChoice()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const passphrase = take()
    if (passphrase !== undefined) onMake(passphrase, contents.options)
  }
  return (
    <form className={styles.form} onSubmit={submit} noValidate aria-label={t('backup.make')}>
      {fields}
      {contents.fields}
      <div className={styles.acts}>
        <Button kind="main" type="submit">
          {t('backup.makeNow')}
        </Button>
        <Button onClick={onCancel}>{t('backup.cancel')}</Button>
      </div>
    </form>
  )
}

interface MakingProps {
  readonly progress: MakeProgress | undefined
  readonly onStop: () => void
}

const Making = ({ progress, onStop }: MakingProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const { threads = 0, totalThreads = 0, bytes = 0 } = progress ?? {}
  const figures = t('backup.makeFigures', {
    done: format.number(threads),
    total: format.number(Math.max(threads, totalThreads)),
    size: format.bytes(bytes),
  })
  return (
    <div className={styles.progress}>
      <Progress
        label={t('backup.making')}
        done={totalThreads > 0 ? threads / totalThreads : undefined}
        figures={progress ? figures : t('backup.making')}
      />
      <Button size="small" onClick={onStop}>
        {t('backup.stop')}
      </Button>
    </div>
  )
}

const Made = ({ made: { bytes, end } }: { readonly made: MadeFile }): ReactNode => {
  const t = useText()
  const format = useFormat()
  const unread = end.unread.length + end.unreadRegisters
  const facts = [
    t('backup.made'),
    t('settings.dataThreads', { count: end.counts.threads }),
    t('settings.dataMessages', { count: end.counts.messages }),
    end.counts.attachments > 0
      ? t('backup.foundFiles', { count: format.number(end.counts.attachments) })
      : undefined,
    format.bytes(bytes),
  ]
  return (
    <div className={styles.result}>
      <span>
        <Icon of={Check} tone="good" /> {joinFacts(facts)}
      </span>
      {unread > 0 && (
        <span>
          <Icon of={CircleAlert} tone="caution" /> {t('backup.madeUnread', { count: format.number(unread) })}
        </span>
      )}
    </div>
  )
}
