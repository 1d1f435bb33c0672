/** Token counts as Anthropic reports them: at the beginning, and once more, cumulative, at the end. */

import type { Usage } from '@weft/shared/schema/message.ts'
import * as z from 'zod/mini'
import { tokenCount } from './loose.ts'
import { usageOf } from './openai-chat-usage.ts'

export interface AnthropicCounts {
  readonly uncached: number | undefined
  readonly read: number | undefined
  readonly written: number | undefined
  readonly output: number | undefined
  readonly thinking: number | undefined
}

export const noCounts: AnthropicCounts = {
  uncached: undefined,
  read: undefined,
  written: undefined,
  output: undefined,
  thinking: undefined,
}

const Wire = z.looseObject({ output_tokens_details: z.catch(z.optional(z.looseObject({})), undefined) })

/** What an event says, over what an earlier one has said. */
export const addAnthropicUsage = (counts: AnthropicCounts, value: unknown): AnthropicCounts => {
  const parsed = z.safeParse(Wire, value)
  if (!parsed.success) return counts
  const wire = parsed.data
  return {
    uncached: tokenCount(wire['input_tokens']) ?? counts.uncached,
    read: tokenCount(wire['cache_read_input_tokens']) ?? counts.read,
    written: tokenCount(wire['cache_creation_input_tokens']) ?? counts.written,
    output: tokenCount(wire['output_tokens']) ?? counts.output,
    thinking: tokenCount(wire.output_tokens_details?.['thinking_tokens']) ?? counts.thinking,
  }
}

/** `input_tokens` leaves out what was read from or written to the cache; the whole is the sum of the three. */
export const anthropicCountsToUsage = ({
  uncached,
  read,
  written,
  output,
  thinking,
}: AnthropicCounts): Usage =>
  usageOf({
    inputTokens: uncached === undefined ? undefined : uncached + (read ?? 0) + (written ?? 0),
    outputTokens: output,
    reasoningTokens: thinking,
    cachedInputTokens: read,
    cacheWriteTokens: written,
  })
