/**
 * Prices and context windows of well-known models, in US dollars for a million tokens, as published on the day
 * that `prices.json` names. Prices go stale: the person's own table comes before this one, and so does what a
 * provider says itself (OpenRouter). What differs by the hour is given at its highest (DeepSeek).
 *
 * Sources: the vendors' price pages, the models.dev catalogue of July 2026, and announcements up to 18 November.
 */

import type { Price, ProviderConfig } from '@weft/shared/schema/provider.ts'
import * as z from 'zod/mini'
import { presetOf } from './presets.ts'
import table from './prices.json'

const amounts = {
  input: z.number(),
  output: z.number(),
  cachedInput: z.optional(z.number()),
  cacheWrite: z.optional(z.number()),
}

/** Some vendors charge the whole of a request by another rate once its prompt is longer than `above`. */
export const LongPromptPrice = z.object({ above: z.number(), ...amounts })

const Entry = z.object({
  preset: z.string(),
  modelId: z.string(),
  contextWindow: z.number(),
  ...amounts,
  longPrompt: z.optional(LongPromptPrice),
})

const PriceTable = z.object({ asOf: z.string(), models: z.array(Entry) })

const known = z.parse(PriceTable, table)

/** The day on which the table was right, as in 2026-11-21. */
export const pricesAsOf = known.asOf

export interface KnownModel {
  readonly contextWindow: number
  readonly price: Price
}

const entryByModel = new Map(known.models.map(entry => [`${entry.preset} ${entry.modelId}`, entry]))

/** A dated name of the same model: `-2025-08-07`, `-20250929`, `-latest`. */
const snapshot = /-(?:\d{4}-\d{2}-\d{2}|\d{8}|latest)$/

/** What is known of a model; undefined for models and servers that are not in the table. */
export const knownModel = (provider: ProviderConfig, modelId: string): KnownModel | undefined => {
  const preset = presetOf(provider).id
  const entry =
    entryByModel.get(`${preset} ${modelId}`) ?? entryByModel.get(`${preset} ${modelId.replace(snapshot, '')}`)
  if (!entry) return undefined
  const { contextWindow, preset: _preset, modelId: _modelId, ...price } = entry
  return { contextWindow, price }
}
