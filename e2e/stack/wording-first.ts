/** Refusals of OpenAI and Anthropic. */
import { openaiError, type WordedError, type Wording } from './wording.ts'

const anthropic = (status: number, type: string, message: string): WordedError => ({
  status,
  body: { type: 'error', error: { type, message }, request_id: 'req_011CSHoEeqs5C35K2UUqR7Fy' },
  headers: { 'request-id': 'req_011CSHoEeqs5C35K2UUqR7Fy' },
})

const quotaText =
  'You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.'

export const openaiWording: Wording = {
  'key-refused': openaiError(
    401,
    'Incorrect API key provided: sk-test*******x09B. You can find your API key at https://platform.openai.com/account/api-keys.',
    'invalid_request_error',
    'invalid_api_key',
  ),
  forbidden: openaiError(
    403,
    'Project `proj_abc` does not have access to model `gpt-5.1`',
    'invalid_request_error',
    'model_not_found',
  ),
  region: openaiError(
    403,
    'Country, region, or territory not supported',
    'request_forbidden',
    'unsupported_country_region_territory',
  ),
  'model-unknown': openaiError(
    404,
    'The model `gpt-nope` does not exist or you do not have access to it.',
    'invalid_request_error',
    'model_not_found',
  ),
  'timed-out': openaiError(408, 'Request timed out.', 'timeout', null),
  conflict: openaiError(409, 'The resource was updated by another request.', 'conflict', 'conflict'),
  'too-large': openaiError(
    413,
    'Maximum content size limit (26214400) exceeded (27000000 bytes read)',
    'server_error',
    null,
  ),
  'rate-limited': {
    ...openaiError(
      429,
      'Rate limit reached for gpt-5.1 in organization org-abc on tokens per min (TPM): Limit 30000, Used 29500, Requested 1200. Please try again in 1.4s. Visit https://platform.openai.com/account/rate-limits to learn more.',
      'tokens',
      'rate_limit_exceeded',
    ),
    headers: { 'x-ratelimit-limit-tokens': '30000', 'x-ratelimit-remaining-tokens': '500' },
  },
  quota: openaiError(429, quotaText, 'insufficient_quota', 'insufficient_quota'),
  'context-overflow': openaiError(
    400,
    "This model's maximum context length is 128000 tokens. However, your messages resulted in 130012 tokens. Please reduce the length of the messages.",
    'invalid_request_error',
    'context_length_exceeded',
    'messages',
  ),
  invalid: openaiError(
    400,
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    'invalid_request_error',
    'unsupported_parameter',
    'max_tokens',
  ),
  server: openaiError(
    500,
    'The server had an error while processing your request. Sorry about that!',
    'server_error',
    null,
  ),
  overloaded: openaiError(
    503,
    'The engine is currently overloaded, please try again later',
    'server_error',
    null,
  ),
}

export const anthropicWording: Wording = {
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
  conflict: anthropic(409, 'conflict_error', 'The request conflicts with the current state of the resource.'),
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
}
