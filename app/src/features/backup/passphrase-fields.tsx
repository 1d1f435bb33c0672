/** A new passphrase, typed twice; what it still lacks is said as it is typed. */

import type { ReactNode } from 'react'
import { useState } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { TextField } from '../../ui/text-field.tsx'
import { useStrength } from '../account/use-strength.ts'
import styles from './backup.module.css'

export interface NewPassphrase {
  readonly fields: ReactNode
  /** Asked when the form is sent; tells at the fields what is wrong, and gives nothing then. */
  readonly take: () => string | undefined
}

export const useNewPassphrase = (): NewPassphrase => {
  const t = useText()
  const [passphrase, setPassphrase] = useState('')
  const [again, setAgain] = useState('')
  const [tried, setTried] = useState(false)
  const { strong, weakness } = useStrength(passphrase, '')
  const wrong = strong ? undefined : t(weakness ?? 'backup.passphraseMissing')
  const againWrong = again === passphrase ? undefined : t('backup.passphraseDiffers')
  const help = strong ? t('backup.passphraseGood') : weakness ? t(weakness) : t('backup.passphraseHelp')

  return {
    fields: (
      <>
        <TextField
          label={t('backup.passphrase')}
          type="password"
          name="new-passphrase"
          autoComplete="new-password"
          value={passphrase}
          onChange={setPassphrase}
          help={help}
          wrong={tried ? wrong : undefined}
        />
        <TextField
          label={t('backup.passphraseAgain')}
          type="password"
          name="new-passphrase-again"
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          wrong={tried ? againWrong : undefined}
        />
        <p className={styles.warning}>{t('backup.warning')}</p>
      </>
    ),
    take: () => {
      setTried(true)
      return wrong === undefined && againWrong === undefined ? passphrase : undefined
    },
  }
}
