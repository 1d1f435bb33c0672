/** Nobody is signed in: what an account is for, the form, and the other ways in. */

import { type ReactNode, useState } from 'react'
import { Unplug } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { useText } from '../../ui/i18n/use-text.ts'
import { Notice } from '../../ui/notice.tsx'
import { SettingsList } from '../../ui/settings-item.tsx'
import { usePage } from '../../worker/page-context.ts'
import { AccountNotice } from './account-notice.tsx'
import type { DeviceAccount } from './device-account.ts'
import { PairThisDevice } from './pair-this-device.tsx'
import { RecoverForm } from './recover-form.tsx'
import { SignInForm } from './sign-in-form.tsx'
import { useAnswer } from './use-answer.ts'

type Way = 'password' | 'phrase' | 'pairing'

export interface SignedOutProps {
  /** The account that this device belongs to, where it does. */
  readonly own: DeviceAccount | null
}

export const SignedOut = ({ own }: SignedOutProps): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const [way, setWay] = useState<Way>('password')
  const [answer, again] = useAnswer(() => engine.account('registration'), engine)
  const back = (): void => setWay('password')
  return (
    <SettingsList heading={t('account.title')}>
      {own && <Ended session={own.session} />}
      {answer.state === 'failed' && way === 'password' && (
        <AccountNotice error={answer.error} onAgain={again} />
      )}
      {way === 'phrase' && <RecoverForm email={own?.email} onBack={back} />}
      {way === 'pairing' && <PairThisDevice onBack={back} />}
      {way === 'password' && (
        <SignInForm
          email={own?.email}
          registration={answer.state === 'answered' ? answer.value : undefined}
          ways={
            <>
              {!own && (
                <Button kind="text" size="small" onClick={() => setWay('pairing')}>
                  {t('account.pairThis')}
                </Button>
              )}
              <Button kind="text" size="small" onClick={() => setWay('phrase')}>
                {t('account.forgot')}
              </Button>
            </>
          }
        />
      )}
    </SettingsList>
  )
}

const Ended = ({ session }: Pick<DeviceAccount, 'session'>): ReactNode => {
  const t = useText()
  const here = session === 'signed-out'
  return (
    <Notice
      icon={Unplug}
      tone={here ? 'quiet' : 'caution'}
      what={t(here ? 'account.signedOutWhat' : 'account.endedWhat')}
      kept={t(here ? 'account.signedOutKept' : 'account.endedKept')}
    />
  )
}
