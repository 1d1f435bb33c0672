/** The device that is to be added: it shows a picture or a code, then asks for the two digits that the other one shows. */

import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { focusOnMount } from '../../ui/focus-on-mount.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useNow } from '../../ui/use-now.ts'
import { usePage } from '../../worker/page-context.ts'
import type { PairingOfferView } from './account-calls.ts'
import type { AccountError } from './account-error.ts'
import { AccountNotice } from './account-notice.tsx'
import styles from './account-panel.module.css'
import { QrPicture } from './qr-picture.tsx'
import { useDeviceName } from './use-device-name.ts'

type Stage =
  | { readonly at: 'beginning' }
  | { readonly at: 'offered'; readonly offer: PairingOfferView }
  | { readonly at: 'answered'; readonly by: string }
  | { readonly at: 'failed'; readonly error: AccountError }

export const PairThisDevice = ({ onBack }: { readonly onBack: () => void }): ReactNode => {
  const t = useText()
  const [how, setHow] = useState<PairingOfferView['how']>('scan')
  const [times, setTimes] = useState(0)
  const [stage, setStage] = useOffer(how, times)

  return (
    <section
      className={styles.section}
      aria-label={t('account.pairNewTitle')}
      tabIndex={-1}
      ref={focusOnMount}
    >
      <div className={styles.gap}>
        <p className={styles.text}>{t('account.pairNewText')}</p>
        {stage.at === 'beginning' && <Skeleton rows={3} />}
        {stage.at === 'offered' && <Offer offer={stage.offer} onOther={setHow} />}
        {stage.at === 'answered' && (
          <DigitsForm by={stage.by} onFailed={error => setStage({ at: 'failed', error })} />
        )}
        {stage.at === 'failed' && <AccountNotice error={stage.error} onAgain={() => setTimes(times + 1)} />}
        <div className={styles.acts}>
          <Button onClick={onBack}>{t('account.backToSignIn')}</Button>
        </div>
      </div>
    </section>
  )
}

/** Offers this device, and waits until another one has answered. Begins anew when `how` or `times` changes. */
const useOffer = (how: PairingOfferView['how'], times: number): readonly [Stage, (stage: Stage) => void] => {
  const { engine } = usePage()
  const deviceName = useDeviceName()
  const [stage, setStage] = useState<Stage>({ at: 'beginning' })
  useEffect(() => {
    let wanted = true
    const show = (next: Stage): void => {
      if (wanted) setStage(next)
    }
    const begin = async (): Promise<void> => {
      show({ at: 'beginning' })
      const offer = await engine.account('offerPairing', how, deviceName)
      if (!offer.ok) return show({ at: 'failed', error: offer.error })
      if (!wanted) return
      show({ at: 'offered', offer: offer.value })
      const answered = await engine.account('pairingAnswered')
      show(answered.ok ? { at: 'answered', by: answered.value } : { at: 'failed', error: answered.error })
    }
    void begin()
    return () => {
      wanted = false
      void engine.account('cancelPairing')
    }
  }, [engine, how, deviceName, times])
  return [stage, setStage]
}

interface OfferProps {
  readonly offer: PairingOfferView
  readonly onOther: (how: PairingOfferView['how']) => void
}

const Offer = ({ offer: { how, text, expiresAt }, onOther }: OfferProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const now = useNow(1000)
  const isPicture = how === 'scan'
  const steps = (
    <ol className={styles.steps}>
      <li>
        <span>{t('account.pairStepOpen')}</span>
      </li>
      <li>
        <span>{t(isPicture ? 'account.pairStepScan' : 'account.pairStepType')}</span>
      </li>
      <li>
        <span>{t('account.pairStepDigits')}</span>
      </li>
    </ol>
  )
  return (
    <>
      <div className={isPicture ? styles.pair : styles.gap}>
        {isPicture ? (
          <QrPicture text={text} label={t('account.pairPicture')} />
        ) : (
          <p className={styles.code}>{text}</p>
        )}
        {steps}
      </div>
      <div className={styles.until}>
        <span>{t('account.pairUntil', { time: format.countdown(Math.max(0, expiresAt - now)) })}</span>
        <Button kind="text" size="small" onClick={() => onOther(isPicture ? 'type' : 'scan')}>
          {t(isPicture ? 'account.pairAsCode' : 'account.pairAsPicture')}
        </Button>
      </div>
    </>
  )
}

interface DigitsFormProps {
  readonly by: string
  readonly onFailed: (error: AccountError) => void
}

const DigitsForm = ({ by, onFailed }: DigitsFormProps): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const [digits, setDigits] = useState('')
  const [busy, setBusy] = useState(false)
  const [tried, setTried] = useState(false)
  const wrong = /^\d{2}$/.test(digits.trim()) ? undefined : t('account.digitsWrong')

  const confirm = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTried(true)
    if (wrong !== undefined || busy) return
    setBusy(true)
    const entered = await engine.account('enterCheckCode', digits.trim())
    if (!entered.ok) onFailed(entered.error)
  }

  return (
    <form className={styles.form} onSubmit={event => void confirm(event)} noValidate>
      <TextField
        label={t('account.digits', { name: by })}
        value={digits}
        onChange={setDigits}
        ref={focusOnMount}
        inputMode="numeric"
        autoComplete="off"
        maxLength={2}
        code
        help={t('account.digitsHelp')}
        wrong={tried ? wrong : undefined}
      />
      <div className={styles.acts}>
        <Button kind="main" type="submit" busy={busy} busyLabel={t('account.confirming')}>
          {t('account.confirm')}
        </Button>
      </div>
    </form>
  )
}
