/** Reading what the new device shows: its picture by the camera, or its code by hand. */

import { type FormEvent, type ReactNode, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { focusOnMount } from '../../ui/focus-on-mount.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { Segments } from '../../ui/segments.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { PairingOfferView } from './account-calls.ts'
import type { AccountError } from './account-error.ts'
import styles from './account-panel.module.css'
import { CameraReader } from './camera-reader.tsx'
import { mayHaveCamera } from './use-camera.ts'

export type ReadOffer = Pick<PairingOfferView, 'how' | 'text'>

export interface OfferReaderProps {
  readonly busy: boolean
  /** Of the last offer that was read. */
  readonly failure: AccountError | null
  readonly onOffer: (offer: ReadOffer) => void
  readonly onCancel: () => void
}

export const OfferReader = ({ busy, failure, onOffer, onCancel }: OfferReaderProps): ReactNode => {
  const t = useText()
  const hasCamera = mayHaveCamera()
  const [how, setHow] = useState<PairingOfferView['how']>(hasCamera ? 'scan' : 'type')
  /** The button that led to the field is gone, and the focus with it. */
  const [takesFocus, setTakesFocus] = useState(false)
  return (
    <div className={styles.gap} role="group" aria-label={t('account.pair')} tabIndex={-1} ref={focusOnMount}>
      <p className={styles.text}>{t('account.pairText')}</p>
      {hasCamera && (
        <Segments
          label={t('account.pair')}
          value={how}
          onChange={setHow}
          options={[
            { value: 'scan', label: t('account.readPicture') },
            { value: 'type', label: t('account.typeCode') },
          ]}
        />
      )}
      {how === 'scan' ? (
        // A picture that was read and refused is not read again by itself.
        <CameraReader
          key={failure?.type}
          onText={text => onOffer({ how: 'scan', text })}
          onType={() => {
            setTakesFocus(true)
            setHow('type')
          }}
          onCancel={onCancel}
        />
      ) : (
        <CodeForm
          busy={busy}
          failure={failure}
          takesFocus={takesFocus}
          onCode={text => onOffer({ how: 'type', text })}
          onCancel={onCancel}
        />
      )}
    </div>
  )
}

interface CodeFormProps extends Pick<OfferReaderProps, 'busy' | 'failure' | 'onCancel'> {
  readonly takesFocus: boolean
  readonly onCode: (text: string) => void
}

const CodeForm = ({ busy, failure, takesFocus, onCode, onCancel }: CodeFormProps): ReactNode => {
  const t = useText()
  const [code, setCode] = useState('')

  const wrong = (): string | undefined => {
    if (failure?.type === 'pairing-code-mistyped') return t('account.codeMistyped')
    if (failure?.type === 'pairing-code-miscounted')
      return t('account.codeMiscounted', { count: failure.count ?? 0 })
    return undefined
  }

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    onCode(code)
  }

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <TextField
        label={t('account.code')}
        value={code}
        onChange={setCode}
        ref={takesFocus ? focusOnMount : undefined}
        autoComplete="off"
        code
        help={t('account.codeHelp')}
        wrong={wrong()}
      />
      <div className={styles.acts}>
        <Button kind="main" type="submit" busy={busy} busyLabel={t('account.connecting')}>
          {t('account.codeSend')}
        </Button>
        <Button onClick={onCancel}>{t('account.cancel')}</Button>
      </div>
    </form>
  )
}
