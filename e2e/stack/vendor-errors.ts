/**
 * Refusals as each vendor words them. Status alone does not tell quota from rate, or a key from a region: the
 * texts and codes do, and they differ by vendor.
 */
import { anthropicWording, openaiWording } from './wording-first.ts'
import {
  openrouterWording,
  groqWording,
  mistralWording,
  deepseekWording,
  geminiWording,
  ollamaWording,
  lmstudioWording,
  llamacppWording,
  vllmWording,
} from './wording-compatible.ts'
import type { VendorErrorKind, Wording } from './wording.ts'
import { jsonReply, type Answer, type Reply } from './reply.ts'
import type { Vendor } from './vendor.ts'

export interface VendorErrorOptions {
  /** `Retry-After`: seconds, or a date as HTTP writes it. */
  readonly retryAfter?: number | Date
}

/** The vendor's words for `kind`; throws when this vendor has none, since a test must not invent them. */
export const vendorError =
  (vendor: Vendor, kind: VendorErrorKind, options: VendorErrorOptions = {}): Answer =>
  (): Reply => {
    const worded = wordings[vendor][kind]
    if (worded === undefined) throw new Error(`No wording of ${vendor} for ${kind}`)
    return jsonReply(worded.body, worded.status, {
      ...worded.headers,
      ...retryAfterHeader(options.retryAfter),
    })
  }

/** An error of the test's own wording. */
export const errorBody =
  (status: number, body: unknown): Answer =>
  () =>
    jsonReply(body, status)

/** A status with a body of no vendor. */
export const bareStatus =
  (status: number, options: VendorErrorOptions = {}): Answer =>
  () =>
    jsonReply({}, status, retryAfterHeader(options.retryAfter))

/** The pairs there are words for, so that a table-driven test misses none. */
export const vendorErrorKinds = (vendor: Vendor): readonly VendorErrorKind[] =>
  allKinds.filter(kind => wordings[vendor][kind] !== undefined)

const allKinds: readonly VendorErrorKind[] = [
  'key-refused',
  'no-credit',
  'forbidden',
  'region',
  'model-unknown',
  'timed-out',
  'conflict',
  'too-large',
  'rate-limited',
  'quota',
  'context-overflow',
  'invalid',
  'server',
  'unavailable',
  'overloaded',
]

const retryAfterHeader = (retryAfter: number | Date | undefined): Readonly<Record<string, string>> => {
  if (retryAfter === undefined) return {}
  return { 'retry-after': typeof retryAfter === 'number' ? String(retryAfter) : retryAfter.toUTCString() }
}

const wordings: Readonly<Record<Vendor, Wording>> = {
  openai: openaiWording,
  anthropic: anthropicWording,
  openrouter: openrouterWording,
  groq: groqWording,
  mistral: mistralWording,
  deepseek: deepseekWording,
  gemini: geminiWording,
  ollama: ollamaWording,
  lmstudio: lmstudioWording,
  llamacpp: llamacppWording,
  vllm: vllmWording,
}
