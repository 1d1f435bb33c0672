/** Token counts as Chat Completions servers report them. */

import type { Usage } from '@weft/shared/schema/message.ts'
import * as z from 'zod/mini'
import { tokenCount } from './loose.ts'

const Details = z.catch(z.optional(z.looseObject({})), undefined)

const ChatUsage = z.looseObject({
  prompt_tokens_details: Details,
  completion_tokens_details: Details,
})

/**
 * The usage in one event, undefined when the value is no usage at all. Cached tokens go by three names: OpenAI's,
 * DeepSeek's, Moonshot's. Gemini and xAI leave reasoning out of the completion but not out of the total, and bill
 * it: what the total has above the two is output.
 */
export const readChatUsage = (value: unknown): Usage | undefined => {
  const parsed = z.safeParse(ChatUsage, value)
  if (!parsed.success) return undefined
  const wire = parsed.data
  const input = tokenCount(wire['prompt_tokens'])
  const completion = tokenCount(wire['completion_tokens'])
  const total = tokenCount(wire['total_tokens'])
  const cached =
    tokenCount(wire.prompt_tokens_details?.['cached_tokens']) ??
    tokenCount(wire['prompt_cache_hit_tokens']) ??
    tokenCount(wire['cached_tokens'])
  const isPartial =
    input !== undefined && completion !== undefined && total !== undefined && total > input + completion
  return usageOf({
    inputTokens: input,
    outputTokens: isPartial ? total - input : completion,
    reasoningTokens: tokenCount(wire.completion_tokens_details?.['reasoning_tokens']),
    cachedInputTokens: cached,
    cacheWriteTokens: tokenCount(wire.prompt_tokens_details?.['cache_write_tokens']),
    // OpenRouter says what it charged, in dollars.
    reportedCost: tokenCount(wire['cost']),
  })
}

/** A usage without the counts that are unknown. */
export const usageOf = (counts: Readonly<Record<string, number | undefined>>): Usage => {
  const usage: Usage = {}
  for (const [name, count] of Object.entries(counts)) if (count !== undefined) usage[name] = count
  return usage
}
