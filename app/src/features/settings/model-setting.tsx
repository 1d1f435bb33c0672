/** Chooses a model, or one of a few words that stand for none in particular. */

import type { ModelRef } from '@weft/shared/schema/message.ts'
import type { ReactNode } from 'react'
import { Select } from '../../ui/select.tsx'
import { useAnswerers } from '../workspace/queries.ts'
import { findModel, modelOptions, modelValue } from './model-options.ts'

export interface ModelSettingProps<Word extends string> {
  readonly label: string
  readonly value: ModelRef | Word
  /** Choices that are no model, first in the list. */
  readonly words: readonly { readonly value: Word; readonly label: string }[]
  readonly onChange: (value: ModelRef | Word) => void
}

export const ModelSetting = <Word extends string>({
  label,
  value,
  words,
  onChange,
}: ModelSettingProps<Word>): ReactNode => {
  const groups = modelOptions(useAnswerers() ?? [])
  const chosen = typeof value === 'string' ? value : modelValue(value)
  const isKnown = typeof value === 'string' || findModel(groups, chosen) !== undefined
  return (
    <Select
      label={label}
      labelHidden
      value={chosen}
      options={[
        ...words,
        // A model whose provider is not on this device stays chosen and keeps its name.
        ...(isKnown || typeof value === 'string' ? [] : [{ value: chosen, label: value.name }]),
        ...groups,
      ]}
      onChange={next => {
        const word = words.find(each => each.value === next)
        const model = word ? word.value : findModel(groups, next)
        if (model !== undefined) onChange(model)
      }}
    />
  )
}
