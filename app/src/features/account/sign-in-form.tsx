/** One form for both ways in: an account that there is, and a new one. */

import { type FormEvent, type ReactNode, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { TextField } from '../../ui/text-field.tsx'
import { usePage } from '../../worker/page-context.ts'
import type { Registration } from './account-calls.ts'
import { isEmail, isInvitation } from './account-fields.ts'
import { AccountNotice } from './account-notice.tsx'
import styles from './account-panel.module.css'
import { passwordWords } from './account-words.ts'
import { EmailField } from './email-field.tsx'
import { PresentPassword } from './present-password.tsx'
import { useAsking } from './use-account.ts'
import { useDeviceName } from './use-device-name.ts'
import { useStrength } from './use-strength.ts'

export interface SignInFormProps {
  /** Of the account that this device belongs to already: then nobody else may sign in, and nobody can sign up. */
  readonly email?: string | undefined
  /** Undefined while it is not known. */
  readonly registration: Registration | undefined
  /** Ways in without a password; below the buttons. */
  readonly ways?: ReactNode
}

type Way = 'sign-in' | 'sign-up'

export const SignInForm = ({ email: known, registration, ways }: SignInFormProps): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const form = useRef<HTMLFormElement>(null)
  const deviceName = useDeviceName()
  const [typed, setTyped] = useState('')
  const [password, setPassword] = useState('')
  const [invitation, setInvitation] = useState('')
  const [tried, setTried] = useState<Way | null>(null)
  const [way, setWay] = useState<Way>('sign-in')
  const asking = useAsking()
  const email = known ?? typed
  const strength = useStrength(password, email)
  const isClosed = registration?.registration === 'closed'
  const mayCreate = known === undefined && !isClosed
  const needsInvitation = mayCreate && registration?.registration === 'invitation' && !registration.isFirst
  const createsFirst = mayCreate && registration?.isFirst === true

  const emailWrong = isEmail(email) ? undefined : t('account.emailWrong')
  const invitationWrong = isInvitation(invitation) ? undefined : t('account.invitationWrong')
  // The engine looks at a password too, for whoever is quicker than the answer to what was typed.
  const refusal = asking.failure ? passwordWords(asking.failure.type) : undefined
  const passwordWrong = (as: Way): string | undefined => {
    if (password === '') return t('account.passwordMissing')
    return as === 'sign-up' && strength.weakness ? t(strength.weakness) : undefined
  }

  const enter = async (as: Way): Promise<void> => {
    setTried(as)
    const wrong =
      emailWrong ?? passwordWrong(as) ?? (as === 'sign-up' && needsInvitation ? invitationWrong : undefined)
    if (wrong !== undefined) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
      return
    }
    setWay(as)
    const person = { email, password, deviceName }
    await asking.run(() =>
      as === 'sign-in'
        ? engine.account('signIn', person)
        : engine.account('signUp', needsInvitation ? { ...person, invitation: invitation.trim() } : person),
    )
  }

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    void enter(createsFirst ? 'sign-up' : 'sign-in')
  }

  return (
    <form className={styles.form} ref={form} onSubmit={submit} noValidate aria-label={t('account.title')}>
      <TextField
        label={t('account.server')}
        value={location.origin}
        onChange={() => {}}
        type="url"
        readOnly
        help={t('account.serverHelp')}
      />
      <EmailField
        value={email}
        onChange={setTyped}
        known={known !== undefined}
        problem={emailWrong}
        tried={tried !== null}
        help={mayCreate ? t('account.emailHelp') : undefined}
      />
      <PresentPassword
        value={password}
        onChange={setPassword}
        help={mayCreate ? <StrengthHelp {...strength} typed={password !== ''} /> : undefined}
        wrong={refusal ? t(refusal) : tried ? passwordWrong(tried) : undefined}
      />
      {needsInvitation && (
        <TextField
          label={t('account.invitation')}
          value={invitation}
          onChange={setInvitation}
          autoComplete="off"
          code
          help={t('account.invitationHelp')}
          check={text => (text === '' || isInvitation(text) ? undefined : t('account.invitationWrong'))}
          wrong={tried === 'sign-up' ? invitationWrong : undefined}
        />
      )}
      {isClosed && known === undefined && <p className={styles.text}>{t('account.registrationClosed')}</p>}
      {createsFirst && <p className={styles.text}>{t('account.isFirst')}</p>}
      <div className={styles.acts}>
        <Button
          kind={createsFirst ? 'plain' : 'main'}
          type={createsFirst ? 'button' : 'submit'}
          busy={asking.busy && way === 'sign-in'}
          busyLabel={t('account.signingIn')}
          onClick={createsFirst ? () => void enter('sign-in') : undefined}
        >
          {t('account.signIn')}
        </Button>
        {mayCreate && (
          <Button
            kind={createsFirst ? 'main' : 'plain'}
            type={createsFirst ? 'submit' : 'button'}
            busy={asking.busy && way === 'sign-up'}
            busyLabel={t('account.creating')}
            onClick={createsFirst ? undefined : () => void enter('sign-up')}
          >
            {t('account.create')}
          </Button>
        )}
      </div>
      {ways !== undefined && <div className={styles.ways}>{ways}</div>}
      {asking.failure && !refusal && (
        <AccountNotice error={asking.failure} onAgain={() => void enter(way)} onClose={asking.clear} />
      )}
    </form>
  )
}

interface StrengthHelpProps extends ReturnType<typeof useStrength> {
  readonly typed: boolean
}

/** What a new password still lacks, as it is typed. To sign in with an old one it does not matter. */
export const StrengthHelp = ({ weakness, strong, typed }: StrengthHelpProps): ReactNode => {
  const t = useText()
  if (typed && strong) return t('account.passwordGood')
  return typed && weakness ? t(weakness) : t('account.passwordHelp')
}
