/** What is in an opened backup, and what of it is wanted beside the threads. */

import { type FormEvent, type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Checkbox } from '../../ui/checkbox.tsx'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { joinFacts } from '../../ui/join-facts.ts'
import { useNow } from '../../ui/use-now.ts'
import type { Manifest } from './backup-record.ts'
import styles from './backup.module.css'
import type { RestoreOptions } from './restore-backup.ts'

export interface RestoreFormProps {
  readonly manifest: Manifest
  readonly onRestore: (options: RestoreOptions) => void
  readonly onCancel: () => void
}

export const RestoreForm = ({ manifest, onRestore, onCancel }: RestoreFormProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const now = useNow()
  const [withKeys, setKeys] = useState(false)
  const [withDeleted, setDeleted] = useState(false)
  const { counts, createdAt } = manifest
  const files = manifest.withAttachments ? counts.attachments : 0
  const facts = [
    t('backup.foundMade', { when: format.ago(createdAt, now) }),
    t('settings.dataThreads', { count: counts.threads }),
    t('settings.dataMessages', { count: counts.messages }),
    files > 0 ? t('backup.foundFiles', { count: format.number(files) }) : undefined,
  ]
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    onRestore({ withKeys, withDeleted })
  }
  return (
    <form className={styles.form} onSubmit={submit} noValidate aria-label={t('backup.restore')}>
      <p className={styles.warning} role="status">
        {joinFacts(facts)}
      </p>
      {manifest.withKeys && (
        <Checkbox
          label={t('backup.restoreKeys')}
          help={t('backup.restoreKeysHelp')}
          checked={withKeys}
          onChange={setKeys}
        />
      )}
      <Checkbox
        label={t('backup.restoreDeleted')}
        help={t('backup.restoreDeletedHelp')}
        checked={withDeleted}
        onChange={setDeleted}
      />
      <div className={styles.acts}>
        <Button kind="main" type="submit">
          {t('backup.restoreNow', { count: counts.threads })}
        </Button>
        <Button onClick={onCancel}>{t('backup.cancel')}</Button>
      </div>
    </form>
  )
}
