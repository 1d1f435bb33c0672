/**
 * Chat Completions as its many servers speak it. The streams differ in small, documented ways, and each
 * difference has broken a client: they are kept here as data.
 */

export interface ChatDialect {
  readonly name: string
  readonly idPrefix: string
  readonly fingerprint: string | undefined
  /** The field of a delta that carries reasoning. */
  readonly reasoningField: 'reasoning_content' | 'reasoning'
  /** OpenRouter adds the same reasoning once more as a typed list. */
  readonly reasoningDetails: boolean
  /** Ollama and OpenRouter repeat the role in every delta, others send it once. */
  readonly roleInEveryDelta: boolean
  /** Usage in a chunk of its own with empty `choices`, or in the chunk that carries the finish reason. */
  readonly usage: 'own-chunk' | 'last-chunk' | 'own-chunk-with-choice' | 'x-groq'
  /** Whether usage comes only when `stream_options.include_usage` asks for it. */
  readonly usageOnRequest: boolean
  /** OpenAI fills events to an even length against traffic analysis. */
  readonly obfuscated: boolean
  readonly logprobs: boolean
  /** Ollama sends a tool call whole, others in pieces. */
  readonly toolCallsWhole: boolean
  /** A comment line sent before the first event, to keep proxies awake. */
  readonly keepAlive: string | undefined
  /** Fields of this vendor on every chunk. */
  readonly extra: Readonly<Record<string, unknown>>
}

const openai: ChatDialect = {
  name: 'openai',
  idPrefix: 'chatcmpl-',
  fingerprint: 'fp_de604bd877',
  reasoningField: 'reasoning_content',
  reasoningDetails: false,
  roleInEveryDelta: false,
  usage: 'own-chunk',
  usageOnRequest: true,
  obfuscated: true,
  logprobs: true,
  toolCallsWhole: false,
  keepAlive: undefined,
  extra: { service_tier: 'default' },
}

export const chatDialects = {
  openai,
  /** vLLM, LM Studio, Mistral and others: the bare format. */
  plain: { ...openai, name: 'plain', fingerprint: undefined, obfuscated: false, logprobs: false, extra: {} },
  deepseek: {
    ...openai,
    name: 'deepseek',
    idPrefix: '',
    fingerprint: 'fp_a26a7955944dc5c6',
    usage: 'last-chunk',
    usageOnRequest: false,
    obfuscated: false,
    keepAlive: 'keep-alive',
    extra: {},
  },
  openrouter: {
    ...openai,
    name: 'openrouter',
    idPrefix: 'gen-1795219200-',
    fingerprint: undefined,
    reasoningField: 'reasoning',
    reasoningDetails: true,
    roleInEveryDelta: true,
    usage: 'own-chunk-with-choice',
    usageOnRequest: false,
    obfuscated: false,
    keepAlive: 'OPENROUTER PROCESSING',
    extra: { provider: 'DeepInfra' },
  },
  groq: {
    ...openai,
    name: 'groq',
    fingerprint: 'fp_78ac7f3229',
    reasoningField: 'reasoning',
    usage: 'x-groq',
    usageOnRequest: false,
    obfuscated: false,
    extra: {},
  },
  ollama: {
    ...openai,
    name: 'ollama',
    fingerprint: 'fp_ollama',
    reasoningField: 'reasoning',
    roleInEveryDelta: true,
    obfuscated: false,
    logprobs: false,
    toolCallsWhole: true,
    extra: {},
  },
  llamacpp: {
    ...openai,
    name: 'llamacpp',
    fingerprint: 'b6881-8b11deea4',
    usage: 'last-chunk',
    usageOnRequest: false,
    obfuscated: false,
    logprobs: false,
    extra: {},
  },
} satisfies Record<string, ChatDialect>

export type ChatDialectName = keyof typeof chatDialects
