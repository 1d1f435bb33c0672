import type { ReactNode } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { TextField } from '../../ui/text-field.tsx'

export interface EmailFieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  /** It is the account of this device: nobody else may come in. */
  readonly known: boolean
  readonly problem: string | undefined
  /** Somebody has pressed the button, and what is wrong is said without waiting for them to leave the field. */
  readonly tried: boolean
  readonly help?: string | undefined
}

export const EmailField = ({ value, onChange, known, problem, tried, help }: EmailFieldProps): ReactNode => {
  const t = useText()
  return (
    <TextField
      label={t('account.email')}
      type="email"
      name="email"
      autoComplete="username"
      value={value}
      onChange={onChange}
      readOnly={known}
      help={help}
      check={() => problem}
      wrong={tried ? problem : undefined}
    />
  )
}
