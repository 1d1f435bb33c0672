/** Back in with the recovery phrase, and a new password. */

import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { TextArea } from '../../ui/text-area.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { usePage } from '../../worker/page-context.ts'
import type { AccountError } from './account-error.ts'
import { isEmail } from './account-fields.ts'
import { AccountNotice } from './account-notice.tsx'
import styles from './account-panel.module.css'
import { passwordWords } from './account-words.ts'
import { EmailField } from './email-field.tsx'
import { StrengthHelp } from './sign-in-form.tsx'
import { useAsking } from './use-account.ts'
import { useDeviceName } from './use-device-name.ts'
import { useStrength } from './use-strength.ts'

export interface RecoverFormProps {
  readonly email?: string | undefined
  readonly onBack: () => void
}

export const RecoverForm = ({ email: known, onBack }: RecoverFormProps): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const form = useRef<HTMLFormElement>(null)
  const deviceName = useDeviceName()
  const [typed, setTyped] = useState('')
  const [phrase, setPhrase] = useState('')
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const asking = useAsking()
  const email = known ?? typed
  const strength = useStrength(password, email)
  const emailWrong = isEmail(email) ? undefined : t('account.emailWrong')
  const passwordWrong = strength.strong ? undefined : t(strength.weakness ?? 'account.passwordMissing')
  const phraseWrong = usePhraseWords(asking.failure)
  // The engine looks at a password too, for whoever is quicker than the answer to what was typed.
  const refusal = asking.failure ? passwordWords(asking.failure.type) : undefined
  const isAboutField = phraseWrong !== undefined || refusal !== undefined

  const recover = async (): Promise<void> => {
    setTried(true)
    if (emailWrong ?? passwordWrong) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
      return
    }
    await asking.run(() => engine.account('recover', { email, phrase, password, deviceName }))
  }

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void recover()
  }

  return (
    <form
      className={styles.form}
      ref={form}
      onSubmit={submit}
      noValidate
      aria-label={t('account.recoverTitle')}
    >
      <p className={styles.text}>{t('account.recoverText')}</p>
      <EmailField
        value={email}
        onChange={setTyped}
        known={known !== undefined}
        problem={emailWrong}
        tried={tried}
      />
      <TextArea
        label={t('account.phrase')}
        value={phrase}
        onChange={setPhrase}
        rows={3}
        wrong={phraseWrong}
      />
      <TextField
        label={t('account.newPassword')}
        type="password"
        name="new-password"
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
        help={<StrengthHelp {...strength} typed={password !== ''} />}
        wrong={refusal ? t(refusal) : tried ? passwordWrong : undefined}
      />
      <div className={styles.acts}>
        <Button kind="main" type="submit" busy={asking.busy} busyLabel={t('account.recovering')}>
          {t('account.recover')}
        </Button>
        <Button onClick={onBack}>{t('account.backToSignIn')}</Button>
      </div>
      {asking.failure && !isAboutField && (
        <AccountNotice
          error={asking.failure}
          onAgain={() => void recover()}
          onClose={asking.clear}
          words={
            asking.failure.type === 'sign-in-refused'
              ? { what: 'account.phraseRefusedWhat', kept: 'account.phraseRefusedKept' }
              : undefined
          }
        />
      )}
    </form>
  )
}

/** What is wrong with the words that were typed, where the engine found it before anything was sent. */
const usePhraseWords = (failure: AccountError | null): string | undefined => {
  const t = useText()
  switch (failure?.type) {
    case 'recovery-words-unknown':
      return t('account.phraseUnknown', { words: (failure.words ?? []).map(({ word }) => word).join(', ') })
    case 'recovery-words-miscounted':
      return t('account.phraseMiscounted', { count: failure.count ?? 0 })
    case 'recovery-checksum-wrong':
      return t('account.phraseChecksum')
    default:
      return undefined
  }
}
