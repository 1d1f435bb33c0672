/** The key: hidden unless revealed, cleaned of what comes along when one copies, and where to get one. */

import { ExternalLink } from 'lucide-react'
import type { ReactNode } from 'react'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { Icon } from '../../ui/icon.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { CredentialHintRow } from '../runs/tables.ts'
import { type ApiKeyChange, readApiKey } from './api-key.ts'
import type { Preset } from './presets.ts'
import { hasStoredKey } from './provider-draft.ts'
import styles from './provider-form.module.css'

export interface ApiKeyFieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly preset: Preset
  readonly hint: CredentialHintRow | undefined
  readonly problem: string | undefined
  readonly tried: boolean
}

const changeTexts: Readonly<Record<ApiKeyChange, TextKey>> = {
  'spaces-removed': 'providers.keySpacesRemoved',
  'quotes-removed': 'providers.keyQuotesRemoved',
  'bearer-removed': 'providers.keyBearerRemoved',
  'name-removed': 'providers.keyNameRemoved',
  'invisible-removed': 'providers.keyInvisibleRemoved',
}

export const ApiKeyField = ({
  value,
  onChange,
  preset,
  hint,
  problem,
  tried,
}: ApiKeyFieldProps): ReactNode => {
  const t = useText()
  const { changes } = readApiKey(value)
  return (
    <TextField
      name="api-key"
      label={t('providers.apiKey')}
      type="key"
      value={value}
      onChange={onChange}
      placeholder={preset.key === 'optional' ? t('providers.apiKeyOptional') : undefined}
      // No browser should offer to keep it: it is sealed by the engine, once.
      autoComplete="off"
      help={
        changes.length > 0 ? (
          changes.map(change => t(changeTexts[change])).join(' ')
        ) : (
          <Help preset={preset} hint={hint} />
        )
      }
      check={() => problem}
      wrong={tried ? problem : undefined}
    />
  )
}

const Help = ({ preset, hint }: Pick<ApiKeyFieldProps, 'preset' | 'hint'>): ReactNode => {
  const t = useText()
  return (
    <>
      {hasStoredKey(hint)
        ? hint?.ending
          ? t('providers.apiKeyKept', { ending: hint.ending })
          : t('providers.apiKeyKeptShort')
        : t('providers.apiKeyHelp')}
      {preset.keyUrl && (
        <>
          {' '}
          <a className={styles.link} href={preset.keyUrl} target="_blank" rel="noopener noreferrer">
            {t('providers.getKey', { host: new URL(preset.keyUrl).host })}
            <Icon of={ExternalLink} size="small" />
          </a>
        </>
      )}
    </>
  )
}
