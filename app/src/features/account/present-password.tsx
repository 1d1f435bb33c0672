import type { ReactNode } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { TextField } from '../../ui/text-field.tsx'

export interface PresentPasswordProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly label?: string | undefined
  readonly help?: ReactNode
  readonly wrong?: string | undefined
}

/** The password that the account has, as a password manager fills it in. */
export const PresentPassword = ({ label, ...field }: PresentPasswordProps): ReactNode => {
  const t = useText()
  return (
    <TextField
      label={label ?? t('account.password')}
      type="password"
      name="password"
      autoComplete="current-password"
      {...field}
    />
  )
}
