/** The passphrase of a file that was chosen; with it one looks inside, and nothing is brought yet. */

import { type FormEvent, type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { TextField } from '../../ui/text-field.tsx'
import { usePage } from '../../worker/page-context.ts'
import { BackupNotice, type ToldError } from './backup-notice.tsx'
import type { Manifest } from './backup-record.ts'
import styles from './backup.module.css'

export interface LookFormProps {
  readonly file: File
  readonly onOpen: (passphrase: string, manifest: Manifest) => void
  readonly onCancel: () => void
}

type Looking =
  | { readonly state: 'idle' | 'looking' | 'missing' | 'wrong' }
  | { readonly state: 'failed'; readonly error: ToldError }

export const LookForm = ({ file, onOpen, onCancel }: LookFormProps): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const [passphrase, setPassphrase] = useState('')
  const [looking, setLooking] = useState<Looking>({ state: 'idle' })

  const look = async (): Promise<void> => {
    if (passphrase === '') return setLooking({ state: 'missing' })
    setLooking({ state: 'looking' })
    const found = await engine.backup('look', file, passphrase)
    if (found.ok) return onOpen(passphrase, found.value)
    const { error } = found
    if (error.type === 'passphrase-wrong') return setLooking({ state: 'wrong' })
    setLooking(error.type === 'backup-stopped' ? { state: 'idle' } : { state: 'failed', error })
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void look()
  }
  const wrong =
    looking.state === 'missing'
      ? t('backup.passphraseMissing')
      : looking.state === 'wrong'
        ? t('backup.passphraseWrong')
        : undefined

  return (
    <form className={styles.form} onSubmit={submit} noValidate aria-label={t('backup.restore')}>
      <TextField
        label={t('backup.passphrase')}
        type="password"
        name="passphrase"
        autoComplete="off"
        value={passphrase}
        onChange={text => {
          setPassphrase(text)
          if (looking.state === 'wrong' || looking.state === 'missing') setLooking({ state: 'idle' })
        }}
        help={<bdi>{file.name}</bdi>}
        wrong={wrong}
      />
      <div className={styles.acts}>
        <Button kind="main" type="submit" busy={looking.state === 'looking'} busyLabel={t('backup.looking')}>
          {t('backup.look')}
        </Button>
        <Button onClick={onCancel}>{t('backup.cancel')}</Button>
      </div>
      {looking.state === 'failed' && (
        <BackupNotice error={looking.error} onClose={() => setLooking({ state: 'idle' })} />
      )}
    </form>
  )
}
