/** One entry of a provider's list of models. */

import type { ModelInfo, Price, ProviderConfig } from '@weft/shared/schema/provider.ts'
import * as z from 'zod/mini'
import { looseBoolean, looseList, loosely, looseNumber, looseText, tokenCount } from './loose.ts'
import { isChatModel } from './openai-models.ts'
import { knownModel } from './prices.ts'

const Listed = z.looseObject({
  id: looseText,
  /** Ollama's and LM Studio's own lists. */
  model: looseText,
  key: looseText,
  name: looseText,
  display_name: looseText,
  type: looseText,
  /** Groq lists models that are out of service. */
  active: looseBoolean,
  lifecycle: looseText,
  context_length: looseNumber,
  context_window: looseNumber,
  max_context_length: looseNumber,
  max_model_len: looseNumber,
  max_input_tokens: looseNumber,
  top_provider: loosely({ context_length: looseNumber }),
  meta: loosely({ n_ctx: looseNumber, n_ctx_train: looseNumber }),
  capabilities: loosely({ completion_chat: looseBoolean }),
  architecture: loosely({ output_modalities: looseList(z.string()) }),
  pricing: loosely({
    prompt: looseText,
    completion: looseText,
    input_cache_read: looseText,
    input_cache_write: looseText,
  }),
})

type Listed = z.infer<typeof Listed>

/** The model, or undefined when the entry is none or is not one to talk to in text. */
export const readListedModel = (
  entry: unknown,
  provider: ProviderConfig,
  prefix: string,
): ModelInfo | undefined => {
  const parsed = z.safeParse(Listed, entry)
  if (!parsed.success) return undefined
  const listed = parsed.data
  const id = listed.id ?? listed.model ?? listed.key ?? listed.name
  if (id === undefined || id === '' || !isForChat(listed, id)) return undefined
  const modelId = prefix !== '' && id.startsWith(prefix) ? id.slice(prefix.length) : id
  const known = knownModel(provider, modelId)
  const contextWindow = contextOf(listed) ?? known?.contextWindow
  const price = priceOf(listed.pricing) ?? known?.price
  return {
    modelId,
    name: listed.display_name ?? (listed.id === undefined ? undefined : listed.name) ?? modelId,
    ...(contextWindow === undefined ? {} : { contextWindow }),
    ...(price === undefined ? {} : { price }),
  }
}

const isForChat = (listed: Listed, id: string): boolean => {
  if (listed.active === false || listed.lifecycle === 'retired') return false
  if (listed.capabilities?.completion_chat === false) return false
  if (listed.type === 'embedding' || listed.type === 'embeddings') return false
  const outputs = listed.architecture?.output_modalities ?? []
  if (outputs.length > 0 && !outputs.includes('text')) return false
  return isChatModel(id.replace(/^models\//, ''))
}

/** What the server really gives comes before what the model was trained for. */
const contextOf = (listed: Listed): number | undefined =>
  [
    listed.meta?.n_ctx,
    listed.max_model_len,
    listed.top_provider?.context_length,
    listed.context_length,
    listed.context_window,
    listed.max_context_length,
    listed.max_input_tokens,
    listed.meta?.n_ctx_train,
  ].find(tokens => tokenCount(tokens) !== undefined && tokens !== 0)

/** OpenRouter gives dollars for one token, as text; -1 where the price depends on what it is routed to. */
const priceOf = (pricing: Listed['pricing']): Price | undefined => {
  const input = perMillion(pricing?.prompt)
  const output = perMillion(pricing?.completion)
  if (input === undefined || output === undefined) return undefined
  const cachedInput = perMillion(pricing?.input_cache_read)
  const cacheWrite = perMillion(pricing?.input_cache_write)
  return {
    input,
    output,
    ...(cachedInput === undefined ? {} : { cachedInput }),
    ...(cacheWrite === undefined ? {} : { cacheWrite }),
  }
}

const perMillion = (perToken: string | undefined): number | undefined => {
  const dollars = perToken === undefined || perToken.trim() === '' ? Number.NaN : Number(perToken)
  // Twelve digits are more than any price has; the rest is what binary fractions add.
  return Number.isFinite(dollars) && dollars >= 0 ? Number((dollars * 1_000_000).toPrecision(12)) : undefined
}
