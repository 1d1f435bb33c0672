/** Where the provider answers, with the address as it will be called and what was made of what was typed. */

import type { ReactNode } from 'react'
import { Words } from '../../ui/i18n/words.tsx'
import type { TextKey } from '../../ui/i18n/translate.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { TextField } from '../../ui/text-field.tsx'
import type { BaseUrl, BaseUrlChange } from './base-url.ts'
import styles from './provider-form.module.css'

export interface BaseUrlFieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  /** As it would be called; absent while it cannot be. */
  readonly url: BaseUrl | undefined
  readonly problem: string | undefined
  readonly tried: boolean
}

const changeTexts: Readonly<Record<BaseUrlChange, TextKey>> = {
  'scheme-added': 'providers.urlSchemeAdded',
  'slash-removed': 'providers.urlSlashRemoved',
  'endpoint-removed': 'providers.urlEndpointRemoved',
  'version-repeated': 'providers.urlVersionRepeated',
  'version-added': 'providers.urlVersionAdded',
  'host-encoded': 'providers.urlHostEncoded',
}

export const BaseUrlField = ({ value, onChange, url, problem, tried }: BaseUrlFieldProps): ReactNode => {
  const t = useText()
  return (
    <TextField
      label={t('providers.baseUrl')}
      type="url"
      value={value}
      onChange={onChange}
      placeholder="https://api.example.org/v1"
      autoComplete="off"
      help={url && url.changes.length > 0 ? <Preview url={url} /> : undefined}
      check={() => problem}
      wrong={tried ? problem : undefined}
    />
  )
}

const Preview = ({ url: { url, changes } }: { readonly url: BaseUrl }): ReactNode => {
  const t = useText()
  return (
    <>
      <Words
        of="providers.urlPreview"
        parts={{
          url: (
            <bdi className={styles.url} dir="ltr">
              {url}
            </bdi>
          ),
        }}
      />{' '}
      {changes.map(change => t(changeTexts[change])).join(' ')}
    </>
  )
}
