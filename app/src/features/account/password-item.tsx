/** Another password. */

import { Check } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { SettingsItem } from '../../ui/settings-item.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { takesFocusFrom, useReturnFocus } from '../../ui/use-return-focus.ts'
import { usePage } from '../../worker/page-context.ts'
import { AccountNotice } from './account-notice.tsx'
import styles from './account-panel.module.css'
import { passwordWords } from './account-words.ts'
import { PresentPassword } from './present-password.tsx'
import { StrengthHelp } from './sign-in-form.tsx'
import { useAsking } from './use-account.ts'
import { useStrength } from './use-strength.ts'

type Doing = 'nothing' | 'changing' | 'changed'

export const PasswordItem = ({ email }: { readonly email: string }): ReactNode => {
  const t = useText()
  const [doing, setDoing] = useState<Doing>('nothing')
  useReturnFocus(doing === 'changing' ? 'password' : undefined)
  return (
    <SettingsItem
      title={t('account.password')}
      facts={t('account.passwordChangeText')}
      action={
        doing !== 'changing' && (
          <Button
            size="small"
            aria-label={t('account.changePassword')}
            {...takesFocusFrom('password')}
            onClick={() => setDoing('changing')}
          >
            {t('account.passwordChange')}
          </Button>
        )
      }
    >
      {doing === 'changing' && (
        <PasswordForm email={email} onDone={() => setDoing('changed')} onCancel={() => setDoing('nothing')} />
      )}
      <div role="status">
        {doing === 'changed' && (
          <>
            <Icon of={Check} tone="good" /> {t('account.passwordChanged')}
          </>
        )}
      </div>
    </SettingsItem>
  )
}

interface PasswordFormProps {
  readonly email: string
  readonly onDone: () => void
  readonly onCancel: () => void
}

const PasswordForm = ({ email, onDone, onCancel }: PasswordFormProps): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const [present, setPresent] = useState('')
  const [next, setNext] = useState('')
  const [tried, setTried] = useState(false)
  const asking = useAsking()
  const strength = useStrength(next, email)
  const presentWrong = present === '' ? t('account.passwordMissing') : undefined
  const nextWrong = strength.strong ? undefined : t(strength.weakness ?? 'account.passwordMissing')
  const refusal = asking.failure ? passwordWords(asking.failure.type) : undefined

  const change = async (): Promise<void> => {
    setTried(true)
    if (presentWrong ?? nextWrong) return
    if (await asking.run(() => engine.account('changePassword', present, next))) onDone()
  }

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void change()
  }

  return (
    <form className={styles.form} onSubmit={submit} noValidate aria-label={t('account.changePassword')}>
      <PresentPassword
        label={t('account.presentPassword')}
        value={present}
        onChange={setPresent}
        wrong={tried ? presentWrong : undefined}
      />
      <TextField
        label={t('account.newPassword')}
        type="password"
        name="new-password"
        autoComplete="new-password"
        value={next}
        onChange={setNext}
        help={<StrengthHelp {...strength} typed={next !== ''} />}
        wrong={refusal ? t(refusal) : tried ? nextWrong : undefined}
      />
      <div className={styles.acts}>
        <Button kind="main" type="submit" busy={asking.busy} busyLabel={t('account.changing')}>
          {t('account.changePassword')}
        </Button>
        <Button onClick={onCancel}>{t('account.cancel')}</Button>
      </div>
      {asking.failure && !refusal && (
        <AccountNotice error={asking.failure} onAgain={() => void change()} onClose={asking.clear} />
      )}
    </form>
  )
}
