/** What the form of a model's parameters offers, by what is known of the model without asking. */

import type { ProviderConfig, ReasoningEffort } from '@weft/shared/schema/provider.ts'
import { claudeModelOf } from './anthropic-models.ts'
import { isReasoningModel } from './openai-models.ts'

interface ModelTraits {
  /** False: the vendor has none for this model, and one that was stored is not sent. */
  readonly hasTemperature: boolean
  readonly hasReasoningEffort: boolean
}

export const modelTraits = (
  provider: ProviderConfig,
  modelId: string,
  effort: ReasoningEffort | undefined,
): ModelTraits => {
  switch (provider.dialect) {
    case 'anthropic': {
      const model = claudeModelOf(modelId)
      return { hasTemperature: model.hasTemperature, hasReasoningEffort: model.thinking !== 'none' }
    }
    case 'openai': {
      const reasons = isReasoningModel(modelId)
      return { hasTemperature: !reasons || effort === 'none', hasReasoningEffort: reasons }
    }
    case 'openai-compatible':
      return { hasTemperature: true, hasReasoningEffort: true }
  }
}
