/** Models as the options of a select, by provider, and the way back from the option to the model. */

import type { ModelRef } from '@weft/shared/schema/message.ts'
import type { ProviderConfig } from '@weft/shared/schema/provider.ts'
import type { ModelsOf } from '../workspace/join-models.ts'

export interface ModelOption {
  readonly value: string
  readonly label: string
  readonly model: ModelRef
}

export interface ModelOptionGroup {
  readonly group: string
  readonly options: readonly ModelOption[]
}

/** The ids of a provider have no space in them, so the first one divides. */
export const modelValue = ({ providerId, modelId }: Pick<ModelRef, 'providerId' | 'modelId'>): string =>
  `${providerId} ${modelId}`

/** Hidden models are left out; so are providers that have none to show. */
export const modelOptions = (providers: readonly ModelsOf<ProviderConfig>[]): readonly ModelOptionGroup[] =>
  providers
    .map(({ provider, models }) => ({
      group: provider.name,
      options: models
        .filter(model => !model.hidden)
        .map(({ modelId, name }) => {
          const model = { providerId: provider.id, modelId, name }
          return { value: modelValue(model), label: name, model }
        }),
    }))
    .filter(({ options }) => options.length > 0)

export const findModel = (groups: readonly ModelOptionGroup[], value: string): ModelRef | undefined =>
  groups.flatMap(({ options }) => options).find(option => option.value === value)?.model
