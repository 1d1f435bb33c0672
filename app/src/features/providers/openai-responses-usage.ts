/** Token counts as OpenAI's Responses reports them. */

import type { Usage } from '@weft/shared/schema/message.ts'
import * as z from 'zod/mini'
import { tokenCount } from './loose.ts'
import { usageOf } from './openai-chat-usage.ts'

const Details = z.catch(z.optional(z.looseObject({})), undefined)

const ResponsesUsage = z.looseObject({ input_tokens_details: Details, output_tokens_details: Details })

export const readResponsesUsage = (value: unknown): Usage => {
  const parsed = z.safeParse(ResponsesUsage, value)
  if (!parsed.success) return {}
  const wire = parsed.data
  return usageOf({
    inputTokens: tokenCount(wire['input_tokens']),
    outputTokens: tokenCount(wire['output_tokens']),
    reasoningTokens: tokenCount(wire.output_tokens_details?.['reasoning_tokens']),
    cachedInputTokens: tokenCount(wire.input_tokens_details?.['cached_tokens']),
    cacheWriteTokens: tokenCount(wire.input_tokens_details?.['cache_write_tokens']),
  })
}
