/** Backups that are made by themselves: where, how often, how many stay; and what stands in their way. */

import { FolderLock } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { joinFacts } from '../../ui/join-facts.ts'
import { Notice } from '../../ui/notice.tsx'
import { Segments } from '../../ui/segments.tsx'
import { Select } from '../../ui/select.tsx'
import { useNow } from '../../ui/use-now.ts'
import { usePage } from '../../worker/page-context.ts'
import type { BackupError, PlanRequest } from './backup-calls.ts'
import { askToWrite, chooseFolder } from './backup-folder.ts'
import { BackupNotice } from './backup-notice.tsx'
import type { BackupInterval, BackupPlanRow } from './backup-rows.ts'
import type { FindableItem } from './findable-item.ts'
import styles from './backup.module.css'
import { useContentsChoice } from './contents-choice.tsx'
import { useNewPassphrase } from './passphrase-fields.tsx'

export interface PlanItemProps {
  readonly plan: BackupPlanRow | undefined
  readonly Item: FindableItem
}

export const PlanItem = ({ plan, Item }: PlanItemProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const { engine } = usePage()
  const [isAsking, setAsking] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<BackupError>()

  const begin = async (request: PlanRequest): Promise<void> => {
    setBusy(true)
    const begun = await engine.backup('plan', request)
    setBusy(false)
    setFailure(begun.ok ? undefined : begun.error)
    if (begun.ok) setAsking(false)
  }
  const end = async (): Promise<void> => {
    const ended = await engine.backup('endPlan')
    setFailure(ended.ok ? undefined : ended.error)
  }

  const facts = plan && [
    t(plan.every === 'day' ? 'backup.everyDay' : 'backup.everyWeek'),
    t('backup.folder', { name: plan.folder.name }),
    t('backup.keepFacts', { count: format.number(plan.keep) }),
    plan.madeAt === undefined ? undefined : t('backup.lastMade', { when: format.ago(plan.madeAt, now) }),
  ]
  return (
    <Item
      setting="backup-plan"
      title={t('backup.plan')}
      facts={facts ? joinFacts(facts) : t('backup.planText')}
      action={
        plan ? (
          <Button size="small" onClick={() => void end()}>
            {t('backup.planEnd')}
          </Button>
        ) : (
          !isAsking && (
            <Button size="small" onClick={() => setAsking(true)}>
              {t('backup.planAct')}
            </Button>
          )
        )
      }
    >
      {isAsking && !plan && (
        <PlanForm busy={isBusy} onBegin={request => void begin(request)} onCancel={() => setAsking(false)} />
      )}
      {plan?.problem && <PlanNotice plan={plan} />}
      {failure && failure.type !== 'backup-stopped' && failure.type !== 'passphrase-wrong' && (
        <BackupNotice error={failure} onClose={() => setFailure(undefined)} />
      )}
    </Item>
  )
}

const PlanNotice = ({ plan }: { readonly plan: BackupPlanRow }): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const { name } = plan.folder
  const again = async (): Promise<void> => {
    if (await askToWrite(plan.folder)) await engine.backup('makeDue')
  }
  const [what, kept] =
    plan.problem === 'folder-locked'
      ? [t('backup.lockedWhat', { name }), t('backup.lockedKept')]
      : plan.problem === 'folder-missing'
        ? [t('backup.goneWhat', { name }), t('backup.goneKept')]
        : [t('backup.planFailedWhat', { name }), t('backup.planFailedKept')]
  return (
    <Notice
      icon={FolderLock}
      tone="caution"
      what={what}
      kept={kept}
      acts={
        plan.problem !== 'folder-missing' && (
          <Button size="small" onClick={() => void again()}>
            {t(plan.problem === 'folder-locked' ? 'backup.allow' : 'backup.tryAgain')}
          </Button>
        )
      }
    />
  )
}

interface PlanFormProps {
  readonly busy: boolean
  readonly onBegin: (request: PlanRequest) => void
  readonly onCancel: () => void
}

const keptChoices = ['3', '5', '10', '30'] as const
type Kept = (typeof keptChoices)[number]

const PlanForm = ({ busy, onBegin, onCancel }: PlanFormProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const [folder, setFolder] = useState<FileSystemDirectoryHandle | null>(null)
  const [every, setEvery] = useState<BackupInterval>('week')
  const [keep, setKeep] = useState<Kept>('5')
  const [tried, setTried] = useState(false)
  const { fields, take } = useNewPassphrase()
  const contents = useContentsChoice()

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setTried(true)
    const passphrase = take()
    if (passphrase === undefined || folder === null) return
    onBegin({ passphrase, folder, every, keep: Number(keep), ...contents.options })
  }
  return (
    <form className={styles.form} onSubmit={submit} noValidate aria-label={t('backup.plan')}>
      <div className={styles.acts}>
        <Button
          onClick={() => void chooseFolder().then(picked => setFolder(picked ?? folder))}
          aria-describedby={tried && folder === null ? 'backup-folder-wrong' : undefined}
        >
          {t('backup.chooseFolder')}
        </Button>
        {folder && <bdi>{folder.name}</bdi>}
        {tried && folder === null && (
          <span className={styles.wrong} id="backup-folder-wrong" role="alert">
            {t('backup.folderMissing')}
          </span>
        )}
      </div>
      <Segments
        label={t('backup.every')}
        value={every}
        onChange={setEvery}
        options={[
          { value: 'day', label: t('backup.everyDay') },
          { value: 'week', label: t('backup.everyWeek') },
        ]}
      />
      <Select
        label={t('backup.keep')}
        value={keep}
        onChange={setKeep}
        options={keptChoices.map(value => ({ value, label: format.number(Number(value)) }))}
      />
      {fields}
      <p className={styles.text}>{t('backup.planKey')}</p>
      {contents.fields}
      <div className={styles.acts}>
        <Button kind="main" type="submit" busy={busy} busyLabel={t('backup.planBeginning')}>
          {t('backup.planBegin')}
        </Button>
        <Button onClick={onCancel}>{t('backup.cancel')}</Button>
      </div>
    </form>
  )
}
