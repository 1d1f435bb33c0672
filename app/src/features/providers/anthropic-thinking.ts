/** How much a Claude model is to think, in the parameters of its generation. */

import type Anthropic from '@anthropic-ai/sdk'
import type { ReasoningEffort } from '@weft/shared/schema/provider.ts'
import type { ClaudeModel } from './anthropic-models.ts'

export interface ThinkingParameters {
  readonly thinking?: Anthropic.ThinkingConfigParam
  readonly output_config?: Anthropic.OutputConfig
}

/** Tokens of thought for models that take a number; all below their smallest default answer. */
const budgetByEffort = { minimal: 1_024, low: 2_048, medium: 8_192, high: 14_000 } as const

/**
 * The choice of the person, as near as the model comes to it; where it cannot be turned off, the least there is.
 * Without a choice the model's own default stands, but what it thinks is asked to be shown.
 */
export const thinkingParameters = (
  model: ClaudeModel,
  effort: ReasoningEffort | undefined,
  maxTokens: number,
): ThinkingParameters => {
  const adaptive: Anthropic.ThinkingConfigAdaptive = {
    type: 'adaptive',
    ...(model.hidesThinking ? { display: 'summarized' } : {}),
  }
  switch (model.thinking) {
    case 'none':
      return {}
    case 'budget':
      return { ...budgetOf(effort, maxTokens), ...effortOf(model, effort) }
    case 'on-request':
      return effort === undefined || effort === 'none'
        ? {}
        : { thinking: adaptive, ...effortOf(model, effort) }
    case 'default':
      if (effort === 'none') return { thinking: { type: model.off ?? 'disabled' } }
      return { thinking: adaptive, ...effortOf(model, effort) }
    case 'always':
      return { thinking: adaptive, ...effortOf(model, effort) }
  }
}

const budgetOf = (effort: ReasoningEffort | undefined, maxTokens: number): ThinkingParameters => {
  if (effort === undefined || effort === 'none') return {}
  const tokens = budgetByEffort[effort]
  // The vendor wants the budget below the limit of the whole answer, and some room for the answer itself.
  return maxTokens > tokens + 512 ? { thinking: { type: 'enabled', budget_tokens: tokens } } : {}
}

const effortOf = (model: ClaudeModel, effort: ReasoningEffort | undefined): ThinkingParameters => {
  if (!model.hasEffort || effort === undefined) return {}
  return { output_config: { effort: effort === 'none' || effort === 'minimal' ? 'low' : effort } }
}
