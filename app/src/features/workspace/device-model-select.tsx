/** Chooses a model of this device, or one of a few words that stand for none. */

import type { ModelRef } from '@weft/shared/schema/message.ts'
import type { ReactNode } from 'react'
import { speakOfAnswers } from '../../ui/i18n/catalogues/en-later.ts'
import { useText } from '../../ui/i18n/use-text.ts'
import { Select, type SelectProps } from '../../ui/select.tsx'
import { useDeviceModels } from './queries.ts'

speakOfAnswers()

export interface DeviceModelSelectProps<Word extends string>
  extends Pick<SelectProps<string>, 'label' | 'labelHidden' | 'help'> {
  readonly value: ModelRef | Word
  /** Choices that are no model, first in the list. */
  readonly words: readonly { readonly value: Word; readonly label: string }[]
  readonly onChange: (value: ModelRef | Word) => void
}

export const DeviceModelSelect = <Word extends string>({
  value,
  words,
  onChange,
  ...field
}: DeviceModelSelectProps<Word>): ReactNode => {
  const t = useText()
  const models = useDeviceModels() ?? []
  // A model that was chosen on another device stays chosen here, where it is not.
  const elsewhere =
    typeof value === 'string' || models.some(({ modelId }) => modelId === value.modelId) ? [] : [value]
  return (
    <Select
      {...field}
      value={typeof value === 'string' ? value : value.modelId}
      options={[
        ...words,
        ...elsewhere.map(({ modelId, name }) => ({
          value: modelId,
          label: t('models.notHere', { model: name }),
        })),
        ...models.map(({ modelId, name }) => ({ value: modelId, label: name })),
      ]}
      onChange={next => {
        const chosen =
          words.find(word => word.value === next)?.value ?? models.find(({ modelId }) => modelId === next)
        if (chosen !== undefined) onChange(chosen)
      }}
    />
  )
}
