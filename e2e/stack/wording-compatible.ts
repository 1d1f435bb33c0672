/** Refusals of the servers that speak Chat Completions, each in a shape of its own. */
import { openaiError, type WordedError, type Wording } from './wording.ts'

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

export const openrouterWording: Wording = {
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
}

export const groqWording: Wording = {
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
}

export const mistralWording: Wording = {
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
}

export const deepseekWording: Wording = {
  'key-refused': openaiError(
    401,
    'Authentication Fails, Your api key: ****x09B is invalid',
    'authentication_error',
    'invalid_request_error',
  ),
  'no-credit': openaiError(402, 'Insufficient Balance', 'unknown_error', 'invalid_request_error'),
  'model-unknown': openaiError(400, 'Model Not Exist', 'invalid_request_error', 'invalid_request_error'),
  overloaded: openaiError(
    503,
    'Service is too busy. We advise users to temporarily switch to alternative LLM API service providers.',
    'service_unavailable_error',
    'invalid_request_error',
  ),
}

export const geminiWording: Wording = {
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
}

export const ollamaWording: Wording = {
  'model-unknown': openaiError(404, 'model "nope" not found, try pulling it first', 'not_found_error', null),
  invalid: openaiError(400, '"llama3.2" does not support tools', 'invalid_request_error', null),
  server: openaiError(
    500,
    'model requires more system memory (5.6 GiB) than is available (3.9 GiB)',
    'api_error',
    null,
  ),
}

export const lmstudioWording: Wording = {
  'model-unknown': {
    status: 404,
    body: {
      error: 'No models loaded. Please load a model in the developer page or use the `lms load` command.',
    },
  },
}

export const llamacppWording: Wording = {
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
}

export const vllmWording: Wording = {
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
}
