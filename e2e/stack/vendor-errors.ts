/**
 * Refusals as each vendor words them. Status alone does not tell quota from rate, or a key from a region: the
 * texts and codes do, and they differ by vendor.
 */
import { jsonReply, type Answer, type Reply } from './reply.ts'

export type VendorErrorKind =
  | 'key-refused'
  | 'no-credit'
  | 'forbidden'
  | 'region'
  | 'model-unknown'
  | 'timed-out'
  | 'conflict'
  | 'too-large'
  | 'rate-limited'
  | 'quota'
  | 'context-overflow'
  | 'invalid'
  | 'server'
  | 'unavailable'
  | 'overloaded'

export type ErrorVendor =
  | 'openai'
  | 'anthropic'
  | 'openrouter'
  | 'groq'
  | 'mistral'
  | 'deepseek'
  | 'gemini'
  | 'ollama'
  | 'lmstudio'
  | 'llamacpp'
  | 'vllm'

export interface VendorErrorOptions {
  /** `Retry-After`: seconds, or a date as HTTP writes it. */
  readonly retryAfter?: number | Date
}

interface WordedError {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

type Wording = Partial<Record<VendorErrorKind, WordedError>>

/** The vendor's words for `kind`; throws when this vendor has none, since a test must not invent them. */
export const vendorError =
  (vendor: ErrorVendor, kind: VendorErrorKind, options: VendorErrorOptions = {}): Answer =>
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
export const vendorErrorKinds = (vendor: ErrorVendor): readonly VendorErrorKind[] =>
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

const openai = (
  status: number,
  message: string,
  type: string,
  code: string | null,
  param: string | null = null,
): WordedError => ({ status, body: { error: { message, type, param, code } } })

const anthropic = (status: number, type: string, message: string): WordedError => ({
  status,
  body: { type: 'error', error: { type, message }, request_id: 'req_011CSHoEeqs5C35K2UUqR7Fy' },
  headers: { 'request-id': 'req_011CSHoEeqs5C35K2UUqR7Fy' },
})

const openrouter = (status: number, message: string, metadata?: object): WordedError => ({
  status,
  body: { error: { message, code: status, ...(metadata === undefined ? {} : { metadata }) } },
})

const gemini = (
  status: number,
  state: string,
  message: string,
  details: readonly object[] = [],
): WordedError => ({
  status,
  body: [{ error: { code: status, message, status: state, details } }],
})

const quotaText =
  'You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.'

const wordings: Readonly<Record<ErrorVendor, Wording>> = {
  openai: {
    'key-refused': openai(
      401,
      'Incorrect API key provided: sk-test*******x09B. You can find your API key at https://platform.openai.com/account/api-keys.',
      'invalid_request_error',
      'invalid_api_key',
    ),
    forbidden: openai(
      403,
      'Project `proj_abc` does not have access to model `gpt-5.1`',
      'invalid_request_error',
      'model_not_found',
    ),
    region: openai(
      403,
      'Country, region, or territory not supported',
      'request_forbidden',
      'unsupported_country_region_territory',
    ),
    'model-unknown': openai(
      404,
      'The model `gpt-nope` does not exist or you do not have access to it.',
      'invalid_request_error',
      'model_not_found',
    ),
    'timed-out': openai(408, 'Request timed out.', 'timeout', null),
    conflict: openai(409, 'The resource was updated by another request.', 'conflict', 'conflict'),
    'too-large': openai(
      413,
      'Maximum content size limit (26214400) exceeded (27000000 bytes read)',
      'server_error',
      null,
    ),
    'rate-limited': {
      ...openai(
        429,
        'Rate limit reached for gpt-5.1 in organization org-abc on tokens per min (TPM): Limit 30000, Used 29500, Requested 1200. Please try again in 1.4s. Visit https://platform.openai.com/account/rate-limits to learn more.',
        'tokens',
        'rate_limit_exceeded',
      ),
      headers: { 'x-ratelimit-limit-tokens': '30000', 'x-ratelimit-remaining-tokens': '500' },
    },
    quota: openai(429, quotaText, 'insufficient_quota', 'insufficient_quota'),
    'context-overflow': openai(
      400,
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 130012 tokens. Please reduce the length of the messages.",
      'invalid_request_error',
      'context_length_exceeded',
      'messages',
    ),
    invalid: openai(
      400,
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'invalid_request_error',
      'unsupported_parameter',
      'max_tokens',
    ),
    server: openai(
      500,
      'The server had an error while processing your request. Sorry about that!',
      'server_error',
      null,
    ),
    overloaded: openai(
      503,
      'The engine is currently overloaded, please try again later',
      'server_error',
      null,
    ),
  },
  anthropic: {
    'key-refused': anthropic(401, 'authentication_error', 'invalid x-api-key'),
    'no-credit': anthropic(
      400,
      'invalid_request_error',
      'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
    ),
    forbidden: anthropic(
      403,
      'permission_error',
      'Your API key does not have permission to use the specified resource.',
    ),
    region: anthropic(403, 'forbidden', 'Request not allowed'),
    'model-unknown': anthropic(404, 'not_found_error', 'model: claude-nope'),
    conflict: anthropic(
      409,
      'conflict_error',
      'The request conflicts with the current state of the resource.',
    ),
    'too-large': anthropic(413, 'request_too_large', 'Request exceeds the maximum size'),
    'rate-limited': {
      ...anthropic(
        429,
        'rate_limit_error',
        'This request would exceed the rate limit for your organization of 50,000 input tokens per minute.',
      ),
      headers: {
        'request-id': 'req_011CSHoEeqs5C35K2UUqR7Fy',
        'anthropic-ratelimit-input-tokens-limit': '50000',
        'anthropic-ratelimit-input-tokens-remaining': '0',
      },
    },
    quota: anthropic(402, 'billing_error', 'There is an issue with your billing or payment information.'),
    'context-overflow': anthropic(
      400,
      'invalid_request_error',
      'prompt is too long: 210244 tokens > 200000 maximum',
    ),
    invalid: anthropic(400, 'invalid_request_error', 'max_tokens: Field required'),
    server: anthropic(500, 'api_error', 'Internal server error'),
    'timed-out': anthropic(504, 'timeout_error', 'Request timed out'),
    overloaded: anthropic(529, 'overloaded_error', 'Overloaded'),
  },
  openrouter: {
    'key-refused': openrouter(401, 'User not found.'),
    'no-credit': openrouter(
      402,
      'This request requires more credits, or fewer max_tokens. You requested up to 65536 tokens, but can only afford 4000. To increase, visit https://openrouter.ai/settings/credits and upgrade to a paid account',
      { provider_name: null },
    ),
    forbidden: openrouter(
      403,
      'deepseek/deepseek-r1 requires moderation. Your input was flagged for "harassment".',
      {
        reasons: ['harassment'],
        flagged_input: '…',
        provider_name: 'OpenAI',
      },
    ),
    'model-unknown': openrouter(400, 'nope/nope is not a valid model ID'),
    'timed-out': openrouter(408, 'Request timed out'),
    'rate-limited': openrouter(429, 'Rate limit exceeded: free-models-per-min. ', {
      headers: {
        'X-RateLimit-Limit': '20',
        'X-RateLimit-Remaining': '0',
        'X-RateLimit-Reset': '1795219260000',
      },
    }),
    server: openrouter(502, 'Provider returned error', { raw: 'upstream error', provider_name: 'DeepInfra' }),
    unavailable: openrouter(503, 'No allowed providers are available for the selected model.'),
  },
  groq: {
    'key-refused': {
      status: 401,
      body: { error: { message: 'Invalid API Key', type: 'invalid_request_error', code: 'invalid_api_key' } },
    },
    'model-unknown': {
      status: 404,
      body: {
        error: {
          message: 'The model `nope` does not exist or you do not have access to it.',
          type: 'invalid_request_error',
          code: 'model_not_found',
        },
      },
    },
    'too-large': {
      status: 413,
      body: {
        error: {
          message:
            'Request too large for model `llama-3.3-70b-versatile` in organization `org_01` service tier `on_demand` on tokens per minute (TPM): Limit 12000, Requested 15210, please reduce your message size and try again.',
          type: 'tokens',
          code: 'rate_limit_exceeded',
        },
      },
    },
    'rate-limited': {
      status: 429,
      body: {
        error: {
          message:
            'Rate limit reached for model `llama-3.3-70b-versatile` in organization `org_01` service tier `on_demand` on tokens per minute (TPM): Limit 12000, Used 11021, Requested 2590. Please try again in 8.055s. Need more tokens? Upgrade to Dev Tier today at https://console.groq.com/settings/billing',
          type: 'tokens',
          code: 'rate_limit_exceeded',
        },
      },
    },
    unavailable: {
      status: 503,
      body: { error: { message: 'Service Unavailable', type: 'internal_server_error' } },
    },
  },
  mistral: {
    'key-refused': { status: 401, body: { detail: 'Unauthorized' } },
    invalid: {
      status: 422,
      body: {
        object: 'error',
        message: {
          detail: [{ type: 'missing', loc: ['body', 'messages'], msg: 'Field required', input: {} }],
        },
        type: 'invalid_request_error',
        param: null,
        code: null,
      },
    },
    'model-unknown': {
      status: 400,
      body: {
        object: 'error',
        message: 'Invalid model: nope',
        type: 'invalid_model',
        param: null,
        code: '1500',
      },
    },
    'rate-limited': {
      status: 429,
      body: {
        object: 'error',
        message: 'Rate limit exceeded',
        type: 'rate_limited',
        param: null,
        code: '1300',
        raw_status_code: 429,
      },
    },
    unavailable: {
      status: 503,
      body: {
        object: 'error',
        message: 'Service unavailable.',
        type: 'internal_server_error',
        param: null,
        code: '3800',
      },
    },
  },
  deepseek: {
    'key-refused': openai(
      401,
      'Authentication Fails, Your api key: ****x09B is invalid',
      'authentication_error',
      'invalid_request_error',
    ),
    'no-credit': openai(402, 'Insufficient Balance', 'unknown_error', 'invalid_request_error'),
    'model-unknown': openai(400, 'Model Not Exist', 'invalid_request_error', 'invalid_request_error'),
    overloaded: openai(
      503,
      'Service is too busy. We advise users to temporarily switch to alternative LLM API service providers.',
      'service_unavailable_error',
      'invalid_request_error',
    ),
  },
  gemini: {
    'key-refused': gemini(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'API_KEY_INVALID',
        domain: 'googleapis.com',
        metadata: { service: 'generativelanguage.googleapis.com' },
      },
    ]),
    region: gemini(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
    'model-unknown': gemini(
      404,
      'NOT_FOUND',
      'models/nope is not found for API version v1main, or is not supported for generateContent.',
    ),
    quota: gemini(
      429,
      'RESOURCE_EXHAUSTED',
      'You exceeded your current quota, please check your plan and billing details. For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.\n* Quota exceeded for metric: generativelanguage.googleapis.com/generate_content_free_tier_requests, limit: 20\nPlease retry in 37.5s.',
      [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '37s' }],
    ),
    overloaded: gemini(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
  },
  ollama: {
    'model-unknown': openai(404, 'model "nope" not found, try pulling it first', 'not_found_error', null),
    invalid: openai(400, '"llama3.2" does not support tools', 'invalid_request_error', null),
    server: openai(
      500,
      'model requires more system memory (5.6 GiB) than is available (3.9 GiB)',
      'api_error',
      null,
    ),
  },
  lmstudio: {
    'model-unknown': {
      status: 404,
      body: {
        error: 'No models loaded. Please load a model in the developer page or use the `lms load` command.',
      },
    },
  },
  llamacpp: {
    'key-refused': {
      status: 401,
      body: { error: { code: 401, message: 'Invalid API Key', type: 'authentication_error' } },
    },
    'context-overflow': {
      status: 400,
      body: {
        error: {
          code: 400,
          message:
            'the request exceeds the available context size. try increasing the context size or enable context shift',
          type: 'exceed_context_size_error',
          n_prompt_tokens: 9120,
          n_ctx: 4096,
        },
      },
    },
    unavailable: {
      status: 503,
      body: { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } },
    },
  },
  vllm: {
    'key-refused': { status: 401, body: { error: 'Unauthorized' } },
    'model-unknown': {
      status: 404,
      body: {
        object: 'error',
        message: 'The model `nope` does not exist.',
        type: 'NotFoundError',
        param: null,
        code: 404,
      },
    },
    'context-overflow': {
      status: 400,
      body: {
        object: 'error',
        message:
          "This model's maximum context length is 8192 tokens. However, you requested 9214 tokens in the messages, Please reduce the length of the messages.",
        type: 'BadRequestError',
        param: null,
        code: 400,
      },
    },
  },
}
