/** From a provider's configuration to the model that speaks its dialect. */

import { unreachable } from '@weft/shared/assert.ts'
import { createAnthropicModel } from './anthropic.ts'
import { missingKey } from './key-checks.ts'
import type { LanguageModel } from './language-model.ts'
import type { ModelDeps } from './model-deps.ts'
import { createOpenAIChatModel } from './openai-chat.ts'
import { createOpenAIResponsesModel } from './openai-responses.ts'

export const createLanguageModel = (deps: ModelDeps): LanguageModel => {
  const problem = missingKey(deps.access)
  if (problem) {
    return {
      stream: async function* () {
        yield { type: 'error', error: problem }
      },
    }
  }
  const { dialect } = deps.access.provider
  switch (dialect) {
    case 'openai':
      return createOpenAIResponsesModel(deps)
    case 'anthropic':
      return createAnthropicModel(deps)
    case 'openai-compatible':
      return createOpenAIChatModel(deps)
    default:
      return unreachable(dialect)
  }
}
