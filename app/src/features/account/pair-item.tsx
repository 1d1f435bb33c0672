/**
 * Adding a device from one that is signed in: its offer is read, two digits are shown, and a person agrees who has had
 * the time to read what they give away.
 */

import { type ReactNode, useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { focusOnMount } from '../../ui/focus-on-mount.ts'
import { useFormat, useText } from '../../ui/i18n/use-text.ts'
import { SettingsItem } from '../../ui/settings-item.tsx'
import { useNow } from '../../ui/use-now.ts'
import { takesFocusFrom, useReturnFocus } from '../../ui/use-return-focus.ts'
import { usePage } from '../../worker/page-context.ts'
import type { ConsentView } from './account-calls.ts'
import type { AccountError } from './account-error.ts'
import { AccountNotice } from './account-notice.tsx'
import styles from './account-panel.module.css'
import { OfferReader, type ReadOffer } from './offer-reader.tsx'

type Stage =
  | { readonly at: 'nothing' }
  | { readonly at: 'reading'; readonly busy: boolean; readonly failure: AccountError | null }
  | { readonly at: 'digits'; readonly digits: string }
  | { readonly at: 'consent'; readonly consent: ConsentView; readonly busy: boolean }
  | { readonly at: 'failed'; readonly error: AccountError }
  | { readonly at: 'done'; readonly name: string }

/** Said at the field of the code, which stays. */
const isOfCode = ({ type }: AccountError): boolean =>
  type === 'pairing-code-mistyped' || type === 'pairing-code-miscounted'

export const PairItem = ({ onPaired }: { readonly onPaired: () => void }): ReactNode => {
  const t = useText()
  const { engine } = usePage()
  const [stage, setStage] = useState<Stage>({ at: 'nothing' })
  const isOpen = stage.at !== 'nothing' && stage.at !== 'done'
  useReturnFocus(isOpen ? 'pair' : undefined)
  // Whoever leaves the page ends the pairing.
  useEffect(() => () => void engine.account('cancelPairing'), [engine])

  const cancel = (): void => {
    setStage({ at: 'nothing' })
    void engine.account('cancelPairing')
  }

  const answer = async (offer: ReadOffer): Promise<void> => {
    setStage({ at: 'reading', busy: true, failure: null })
    const digits = await engine.account('answerPairing', offer)
    if (!digits.ok)
      return setStage(
        isOfCode(digits.error)
          ? { at: 'reading', busy: false, failure: digits.error }
          : { at: 'failed', error: digits.error },
      )
    setStage({ at: 'digits', digits: digits.value })
    const consent = await engine.account('pairingConfirmed')
    // A person who has left meanwhile is asked nothing.
    setStage(now => {
      if (now.at !== 'digits') return now
      return consent.ok
        ? { at: 'consent', consent: consent.value, busy: false }
        : { at: 'failed', error: consent.error }
    })
  }

  const approve = async (consent: ConsentView): Promise<void> => {
    setStage({ at: 'consent', consent, busy: true })
    const approved = await engine.account('approvePairing')
    if (!approved.ok) return setStage({ at: 'failed', error: approved.error })
    setStage({ at: 'done', name: consent.name })
    onPaired()
  }

  return (
    <SettingsItem
      title={t('account.pair')}
      facts={t('account.pairFacts')}
      action={
        !isOpen && (
          <Button
            size="small"
            {...takesFocusFrom('pair')}
            onClick={() => setStage({ at: 'reading', busy: false, failure: null })}
          >
            {t('account.pairAct')}
          </Button>
        )
      }
    >
      {stage.at === 'reading' && (
        <OfferReader
          busy={stage.busy}
          failure={stage.failure}
          onOffer={offer => void answer(offer)}
          onCancel={cancel}
        />
      )}
      {stage.at === 'digits' && <Digits digits={stage.digits} onCancel={cancel} />}
      {stage.at === 'consent' && (
        <Consent
          consent={stage.consent}
          busy={stage.busy}
          onApprove={() => void approve(stage.consent)}
          onRefuse={cancel}
        />
      )}
      {stage.at === 'failed' && (
        <AccountNotice
          error={stage.error}
          onAgain={() => setStage({ at: 'reading', busy: false, failure: null })}
          onClose={cancel}
        />
      )}
      <div role="status">{stage.at === 'done' && t('account.paired', { name: stage.name })}</div>
    </SettingsItem>
  )
}

interface DigitsProps {
  readonly digits: string
  readonly onCancel: () => void
}

const Digits = ({ digits, onCancel }: DigitsProps): ReactNode => {
  const t = useText()
  return (
    <div
      className={styles.gap}
      role="group"
      aria-label={t('account.digitsTitle')}
      tabIndex={-1}
      ref={focusOnMount}
    >
      <p>{t('account.digitsTitle')}</p>
      <output className={styles.digits}>{digits}</output>
      <p className={styles.text}>{t('account.digitsText')}</p>
      <div className={styles.acts}>
        <Button onClick={onCancel}>{t('account.cancel')}</Button>
      </div>
    </div>
  )
}

interface ConsentProps {
  readonly consent: ConsentView
  readonly busy: boolean
  readonly onApprove: () => void
  readonly onRefuse: () => void
}

const Consent = ({ consent, busy, onApprove, onRefuse }: ConsentProps): ReactNode => {
  const t = useText()
  const format = useFormat()
  const left = consent.consentFrom - useNow(250)
  const waits = left > 0
  return (
    <div
      className={styles.gap}
      role="group"
      aria-label={t('account.consentTitle', { name: consent.name })}
      tabIndex={-1}
      ref={focusOnMount}
    >
      <h3>{t('account.consentTitle', { name: consent.name })}</h3>
      <p className={styles.warning}>{t('account.consentText')}</p>
      <div className={styles.acts}>
        <Button onClick={onRefuse}>{t('account.consentRefuse')}</Button>
        <Button
          kind={waits ? 'plain' : 'main'}
          aria-disabled={waits || undefined}
          busy={busy}
          busyLabel={t('account.adding')}
          onClick={waits ? undefined : onApprove}
        >
          {waits
            ? t('account.consentWait', { time: format.countdown(Math.ceil(left / 1000) * 1000) })
            : t('account.consentAct')}
        </Button>
      </div>
    </div>
  )
}
