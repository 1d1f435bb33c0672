/** Which service or server it is. One's own machines stand apart, and last the type that fits any other. */

import type { ReactNode } from 'react'
import { useText } from '../../ui/i18n/use-text.ts'
import { Select } from '../../ui/select.tsx'
import { type Preset, presets } from './presets.ts'

export interface TypeFieldProps {
  /** The id of a preset. */
  readonly value: string
  readonly onChange: (preset: string) => void
}

export const TypeField = ({ value, onChange }: TypeFieldProps): ReactNode => {
  const t = useText()
  const option = ({ id, name }: Preset) => ({ value: id, label: name })
  const hosted = presets.filter(preset => !preset.isOwnServer && preset.baseUrl !== '')
  return (
    <Select
      label={t('providers.type')}
      value={value}
      options={[
        { group: t('providers.hosted'), options: hosted.map(option) },
        {
          group: t('providers.ownServers'),
          options: presets.filter(preset => preset.isOwnServer).map(option),
        },
        {
          group: t('providers.others'),
          options: presets
            .filter(preset => !preset.isOwnServer && preset.baseUrl === '')
            .map(({ id }) => ({ value: id, label: t('providers.typeCompatible') })),
        },
      ]}
      onChange={onChange}
    />
  )
}
