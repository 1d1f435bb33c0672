/** What an answer cost, as far as it can be known. */

import type { Usage } from '@weft/shared/schema/message.ts'
import type { Price } from '@weft/shared/schema/provider.ts'
import * as z from 'zod/mini'
import { tokenCount } from './loose.ts'
import { LongPromptPrice } from './prices.ts'

/**
 * US dollars, or undefined when the price is unknown or the provider did not say how much it read and wrote.
 * What the provider itself says it charged comes first. Cached tokens are part of the input and are charged by
 * their own rates; a rate that is absent means the same as fresh input. Reasoning is part of the output.
 */
export const costOf = (usage: Usage, price: Price | undefined): number | undefined => {
  const reported = tokenCount(usage['reportedCost'])
  if (reported !== undefined) return reported
  const input = tokenCount(usage.inputTokens)
  const output = tokenCount(usage.outputTokens)
  if (price === undefined || input === undefined || output === undefined) return undefined
  const rate = rateFor(price, input)
  const cached = Math.min(usage.cachedInputTokens ?? 0, input)
  const written = Math.min(usage.cacheWriteTokens ?? 0, input - cached)
  return (
    ((input - cached - written) * rate.input +
      cached * (rate.cachedInput ?? rate.input) +
      written * (rate.cacheWrite ?? rate.input) +
      output * rate.output) /
    1_000_000
  )
}

const rateFor = (price: Price, input: number): Price => {
  const long = z.safeParse(LongPromptPrice, price['longPrompt'])
  return long.success && input > long.data.above ? long.data : price
}
