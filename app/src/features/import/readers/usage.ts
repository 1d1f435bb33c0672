/** Counts of tokens, whatever a program calls them. */

import type { Usage } from '@weft/shared/schema/message.ts'
import { definedFields } from '../../../core/defined-fields.ts'
import { countOf, fieldsOf } from '../fields.ts'

export const readUsage = (value: unknown): Usage | undefined => {
  const fields = fieldsOf(value)
  if (!fields) return undefined
  const first = (...keys: readonly string[]): number | undefined =>
    keys.map(key => countOf(fields[key])).find(count => count !== undefined)
  const usage = definedFields({
    inputTokens: first(
      'inputTokens',
      'prompt_tokens',
      'input_tokens',
      'promptTokens',
      'prompt_eval_count',
      'TIn',
    ),
    outputTokens: first(
      'outputTokens',
      'completion_tokens',
      'output_tokens',
      'completionTokens',
      'eval_count',
      'TOut',
    ),
    reasoningTokens: first('reasoningTokens', 'reasoning_tokens', 'TOutR'),
    cachedInputTokens: first('cachedInputTokens', 'cached_tokens', 'TCacheRead'),
  })
  return Object.keys(usage).length === 0 ? undefined : usage
}
