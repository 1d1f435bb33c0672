import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { TextField } from '../../ui/text-field.tsx'
import { usePage } from '../../worker/page-context.ts'
import type { DeviceView } from './account-calls.ts'
import { AccountNotice } from './account-notice.tsx'
import styles from './account-panel.module.css'
import { useAsking } from './use-account.ts'

export interface RenameFormProps {
  readonly device: DeviceView
  readonly onDone: () => void
  readonly onCancel: () => void
}

/** As long as the engine keeps it. */
const longestName = 60

export const RenameForm = ({ device, onDone, onCancel }: RenameFormProps): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const [name, setName] = useState(device.name)
  const [tried, setTried] = useState(false)
  const asking = useAsking()
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus(), [])
  const wrong = name.trim() === '' ? t('account.deviceNameMissing') : undefined

  const rename = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    if (wrong !== undefined) return
    if (await asking.run(() => engine.account('renameDevice', device.id, name.trim()))) onDone()
  }

  return (
    <form className={styles.form} onSubmit={event => void rename(event)} noValidate>
      <TextField
        label={t('account.deviceName')}
        value={name}
        onChange={setName}
        autoComplete="off"
        maxLength={longestName}
        wrong={tried ? wrong : undefined}
        ref={first}
      />
      <div className={styles.acts}>
        <Button kind="main" type="submit" busy={asking.busy}>
          {t('account.save')}
        </Button>
        <Button onClick={onCancel}>{t('account.cancel')}</Button>
      </div>
      {asking.failure && <AccountNotice error={asking.failure} onClose={asking.clear} />}
    </form>
  )
}
