/**
 * From what a provider answered to why it said no. The status decides where it is honest; the tags and words of
 * the vendor decide where one status means several things (400, 403, 404, 413, 429).
 *
 * Sources: the error pages of OpenAI, Anthropic, OpenRouter, Groq, Mistral, DeepSeek, Gemini, Ollama, LM Studio,
 * llama.cpp and vLLM as of November 2026; `classify-error.test.ts` holds their bodies.
 */

import type { ErrorBody } from './error-body.ts'
import type { ProviderError, ProviderErrorType } from './provider-error.ts'

/** What the call was, as far as it matters for what an error means. */
export interface CallFacts {
  /** The request named a model, so a 404 may be about it. */
  readonly namesModel: boolean
  readonly hasKey: boolean
}

const spentMoney =
  /insufficient[_ ](?:quota|credit|balance|funds)|billing|credit balance|out of credits?|requires more credits|spend[_ ]limit|payment/
const wrongKey =
  /api[_ ]key[_ ]invalid|api key not valid|invalid[_ ](?:x-)?api[_ -]key|incorrect api key|authentication[_ ](?:error|fails)/
const tooLong =
  /context[_ ](?:length|size|window)|exceed_context_size|maximum context|prompt is too long|too many (?:input )?tokens|input (?:is|token).{0,40}(?:too long|exceed)|token count.{0,40}exceeds|model_max_prompt_tokens|reduce the length/
const unknownModel =
  /model[_ ]not[_ ](?:found|exist)|invalid[_ ]model|unknown model|not a valid model|no models? (?:is |are )?loaded|model:? ?\S* (?:not found|does not exist|is not found|is not supported)|models?\/\S+ is not found|^model: /
const tokensPerMinute = /per minute|\btpm\b|\brpm\b|rate[_ ]limit/
const busy = /overloaded|too busy|high demand|capacity|unavailable_error|loading model/
const policy = /content[_ ](?:filter|policy)|moderation|flagged/

/** The error for a status (or for what a stream's own error names as its status). */
export const classifyError = (status: number, body: ErrorBody, call: CallFacts): ProviderErrorType => {
  const words = `${body.tags} ${body.message.toLowerCase()}`
  if (status === 429) return limitedBy(words, body)
  if (status === 402 || (status < 500 && spentMoney.test(words) && !tokensPerMinute.test(words)))
    return 'quota-exhausted'
  if (status === 401 || (status < 500 && wrongKey.test(words)))
    return call.hasKey ? 'key-refused' : 'key-missing'
  if (status >= 500) return failedBy(status, words)
  if (status === 408) return 'provider-failed'
  if (status === 498) return 'overloaded' // Groq: no capacity for this tier
  if (tooLong.test(words)) return 'context-too-long'
  if (status === 413) return tokensPerMinute.test(words) ? 'context-too-long' : 'request-refused'
  if (call.namesModel && unknownModel.test(words)) return 'model-not-found'
  if (status === 403 || status === 451) return policy.test(words) ? 'request-refused' : 'access-denied'
  if (/country|region|location is not supported/.test(words)) return 'access-denied'
  if (status === 404) return notFound(words, call)
  if (status === 405 || (status >= 300 && status < 400)) return 'not-an-api'
  return 'request-refused'
}

/** A limit that passes by waiting, or one that only money lifts. Gemini words the first like the second, but says when to come back. */
const limitedBy = (words: string, body: ErrorBody): ProviderErrorType => {
  if (body.retryAfter !== undefined || tokensPerMinute.test(words.replace(/insufficient_quota/g, ''))) {
    return /insufficient_quota/.test(words) ? 'quota-exhausted' : 'rate-limited'
  }
  return spentMoney.test(words) || /exceeded your current quota/.test(words)
    ? 'quota-exhausted'
    : 'rate-limited'
}

const failedBy = (status: number, words: string): ProviderErrorType =>
  status === 503 || status === 529 || busy.test(words) ? 'overloaded' : 'provider-failed'

/** A 404 of an API speaks of what was asked for; one of anything else means that the address is wrong. */
const notFound = (words: string, call: CallFacts): ProviderErrorType =>
  call.namesModel && /\bmodel/.test(words) ? 'model-not-found' : 'not-an-api'

/** The status that an error inside a stream stands for, by the tags vendors use; 500 when it names none. */
export const statusOfTags = (tags: string): number => statusByTag.find(([tag]) => tag.test(tags))?.[1] ?? 500

const statusByTag: readonly (readonly [RegExp, number])[] = [
  [/overloaded|unavailable/, 529],
  [/insufficient_quota|billing_error/, 402],
  [/rate_limit|rate-limit|resource_exhausted|too_many_requests/, 429],
  [/authentication|invalid_api_key|unauthorized/, 401],
  [/permission|forbidden/, 403],
  [/not_found/, 404],
  [/timeout/, 504],
  [
    /invalid_request|invalid_prompt|context_length|badrequest|exceed_context_size|content_filter|_policy/,
    400,
  ],
]

/** Cut to what a person reads; a page's whole text is no message. */
const maxDetailLength = 2_000

/** The error as the rest of Weft sees it. */
export const toProviderError = (
  type: ProviderErrorType,
  facts: {
    readonly status?: number | undefined
    readonly message?: string
    readonly retryAfter?: number | undefined
  },
): ProviderError => {
  const detail = facts.message?.trim().slice(0, maxDetailLength) ?? ''
  return {
    type,
    ...(facts.status === undefined ? {} : { status: facts.status }),
    ...(detail === '' ? {} : { detail }),
    ...(facts.retryAfter === undefined ? {} : { retryAfter: facts.retryAfter }),
  }
}
