/**
 * A provider: who serves models, and how to reach them. What is secret (key, header values) is not here; it is
 * sealed on the device as `Credentials` and handed to the provider worker for one call.
 */

import * as z from 'zod/mini'
import { ProviderId } from '../ids.ts'

/** Which wire format a provider speaks. `openai` means Responses, `openai-compatible` Chat Completions. */
export const ProviderDialect = /* @__PURE__ */ z.enum(['openai', 'anthropic', 'openai-compatible'])
export type ProviderDialect = z.infer<typeof ProviderDialect>

export const ReasoningEffort = /* @__PURE__ */ z.enum(['none', 'minimal', 'low', 'medium', 'high'])
export type ReasoningEffort = z.infer<typeof ReasoningEffort>

/** What an answer is to be; absent, words. */
export const OutputFormat = /* @__PURE__ */ z.enum(['json'])
export type OutputFormat = z.infer<typeof OutputFormat>

/** Per-model settings of a person. An absent field leaves the choice to the provider. */
export const ModelParameters = /* @__PURE__ */ z.looseObject({
  temperature: z.optional(z.number()),
  maxOutputTokens: z.optional(z.number()),
  reasoningEffort: z.optional(ReasoningEffort),
  outputFormat: z.optional(OutputFormat),
  /** Said to this model before every thread. */
  instructions: z.optional(z.string()),
})
export type ModelParameters = z.infer<typeof ModelParameters>

/** US dollars for a million tokens. */
export const Price = /* @__PURE__ */ z.looseObject({
  input: z.number(),
  output: z.number(),
  cachedInput: z.optional(z.number()),
  cacheWrite: z.optional(z.number()),
})
export type Price = z.infer<typeof Price>

/** The part of a provider that is not secret, as it is stored, synced and shown. */
export const ProviderConfig = /* @__PURE__ */ z.looseObject({
  id: ProviderId,
  dialect: ProviderDialect,
  /** Which preset it came from (`ollama`, `groq`…): its quirks are looked up by this. */
  preset: z.string(),
  name: z.string(),
  /** Normalised: scheme, host and path, without a slash at the end. */
  baseUrl: z.string(),
})
export type ProviderConfig = z.infer<typeof ProviderConfig>

/** What leaves the device only inside a call to its provider, and sealed to other devices when the person asks. */
export const Credentials = /* @__PURE__ */ z.looseObject({
  apiKey: z.optional(z.string()),
  headers: z.optional(z.array(z.object({ name: z.string(), value: z.string() }))),
})
export type Credentials = z.infer<typeof Credentials>

/**
 * Credentials that a person lets sync, as a document has them. They are sealed once more inside the seal of the document,
 * so that what is opened of it, and the rows made from that, never hold them.
 */
export const SyncedKey = /* @__PURE__ */ z.looseObject({
  /** Base 64 of what the credential store opens. */
  sealed: z.string(),
  /** Scheme, host and port that they were given for: a call to another place does not get them. */
  origin: z.string(),
  /** The last characters of the key, or an empty text. */
  ending: z.string(),
  headerNames: z.array(z.string()),
})
export type SyncedKey = z.infer<typeof SyncedKey>

/** A model as the provider lists it, or as the person typed it. */
export const ModelInfo = /* @__PURE__ */ z.looseObject({
  modelId: z.string(),
  name: z.string(),
  /** Tokens a request and its answer may have together. */
  contextWindow: z.optional(z.number()),
  price: z.optional(Price),
})
export type ModelInfo = z.infer<typeof ModelInfo>
