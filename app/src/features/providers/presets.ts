/**
 * Providers one can choose from a list, and in what each of them differs from the format it says it speaks.
 * Differences are data here and nowhere else: the dialects read them and never ask for a vendor's name.
 */

import type { ProviderConfig, ProviderDialect } from '@weft/shared/schema/provider.ts'

/** How a Chat Completions server departs from OpenAI's. */
export interface ChatQuirks {
  /** Whether `stream_options.include_usage` is asked for. A server that refuses it is asked again without. */
  readonly asksUsage: boolean
  readonly outputLimit: 'max_tokens' | 'max_completion_tokens'
  /** The role instructions are sent in. `developer` is OpenAI's own word and refused by most others. */
  readonly instructionsRole: 'system' | 'developer'
  /** How reasoning is turned up, down or off. */
  readonly reasoning: 'effort' | 'openrouter' | 'deepseek' | 'gemini' | 'chat-template'
  /** The field in which the reasoning of a turn's earlier steps is handed back, where the server wants it. */
  readonly returnsReasoning: 'reasoning_content' | 'reasoning_details' | undefined
  /** `<think>` at the beginning of the text is reasoning: models served without a parser for it write it so. */
  readonly thinkTags: boolean
  /** Mistral takes nothing but nine letters and digits. */
  readonly toolCallIds: 'any' | 'nine-letters'
  /** Begins every id in the list of models and is not needed to name one. */
  readonly modelIdPrefix: string
}

export interface Preset {
  readonly id: string
  readonly name: string
  readonly dialect: ProviderDialect
  /** Empty where only the person knows it. */
  readonly baseUrl: string
  readonly key: 'needed' | 'optional'
  /** Where one gets a key; opened by the person, never fetched. */
  readonly keyUrl?: string
  /** Runs on a machine of one's own: loads models while one waits, may lack a key, needs CORS. */
  readonly isOwnServer: boolean
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly chat: ChatQuirks
  /** Answers only with a valid key, where the list of models is open to everybody. */
  readonly keyCheckPath?: string
}

/** A server, or a model on this device, that does as the format says. */
export const plainChat: ChatQuirks = {
  asksUsage: true,
  outputLimit: 'max_tokens',
  instructionsRole: 'system',
  reasoning: 'effort',
  returnsReasoning: undefined,
  thinkTags: true,
  toolCallIds: 'any',
  modelIdPrefix: '',
}

const hosted = { key: 'needed', isOwnServer: false, headers: [], dialect: 'openai-compatible' } as const
const ownServer = { key: 'optional', isOwnServer: true, headers: [], dialect: 'openai-compatible' } as const

const openai: Preset = {
  ...hosted,
  id: 'openai',
  name: 'OpenAI',
  dialect: 'openai',
  baseUrl: 'https://api.openai.com/v1',
  keyUrl: 'https://platform.openai.com/api-keys',
  // For the person who prefers Chat Completions to Responses.
  chat: {
    ...plainChat,
    outputLimit: 'max_completion_tokens',
    instructionsRole: 'developer',
    thinkTags: false,
  },
}

const anthropic: Preset = {
  ...hosted,
  id: 'anthropic',
  name: 'Anthropic',
  dialect: 'anthropic',
  baseUrl: 'https://api.anthropic.com',
  keyUrl: 'https://platform.claude.com/settings/keys',
  chat: plainChat,
}

const custom: Preset = {
  ...ownServer,
  id: 'openai-compatible',
  name: 'OpenAI-compatible',
  baseUrl: '',
  isOwnServer: false,
  chat: plainChat,
}

export const presets: readonly Preset[] = [
  openai,
  anthropic,
  {
    ...hosted,
    id: 'gemini',
    name: 'Google Gemini',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
    keyUrl: 'https://aistudio.google.com/apikey',
    chat: { ...plainChat, reasoning: 'gemini', thinkTags: true, modelIdPrefix: 'models/' },
  },
  {
    ...hosted,
    id: 'openrouter',
    name: 'OpenRouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    keyUrl: 'https://openrouter.ai/settings/keys',
    // Names the app in the person's own activity list. The address of this page is not sent: it may be private.
    headers: [{ name: 'X-Title', value: 'Weft' }],
    chat: { ...plainChat, reasoning: 'openrouter', returnsReasoning: 'reasoning_details', thinkTags: false },
    keyCheckPath: '/key',
  },
  {
    ...hosted,
    id: 'groq',
    name: 'Groq',
    baseUrl: 'https://api.groq.com/openai/v1',
    keyUrl: 'https://console.groq.com/keys',
    chat: { ...plainChat, outputLimit: 'max_completion_tokens' },
  },
  {
    ...hosted,
    id: 'mistral',
    name: 'Mistral',
    baseUrl: 'https://api.mistral.ai/v1',
    keyUrl: 'https://console.mistral.ai/api-keys',
    // Sends usage unasked and refused the option until 2025.
    chat: { ...plainChat, asksUsage: false, toolCallIds: 'nine-letters', thinkTags: false },
  },
  {
    ...hosted,
    id: 'deepseek',
    name: 'DeepSeek',
    baseUrl: 'https://api.deepseek.com',
    keyUrl: 'https://platform.deepseek.com/api_keys',
    chat: { ...plainChat, reasoning: 'deepseek', returnsReasoning: 'reasoning_content', thinkTags: false },
  },
  {
    ...ownServer,
    id: 'ollama',
    name: 'Ollama',
    baseUrl: 'http://localhost:11434/v1',
    chat: plainChat,
  },
  {
    ...ownServer,
    id: 'lm-studio',
    name: 'LM Studio',
    baseUrl: 'http://localhost:1234/v1',
    chat: plainChat,
  },
  {
    ...ownServer,
    id: 'llama-cpp',
    name: 'llama.cpp',
    baseUrl: 'http://localhost:8080/v1',
    chat: { ...plainChat, reasoning: 'chat-template' },
  },
  {
    ...ownServer,
    id: 'vllm',
    name: 'vLLM',
    baseUrl: 'http://localhost:8000/v1',
    chat: { ...plainChat, reasoning: 'chat-template' },
  },
  custom,
]

const presetById = new Map(presets.map(preset => [preset.id, preset]))

const originOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).origin : undefined)

/** The preset of a hosted service by its address, so that one typed by hand gets its quirks too. */
const presetOfAddress = (url: string): Preset | undefined => {
  const origin = originOf(url)
  return presets.find(
    preset => !preset.isOwnServer && preset.baseUrl !== '' && originOf(preset.baseUrl) === origin,
  )
}

/** The preset a provider was made from; of an unknown one, that of its address or the plain one of its dialect. */
export const presetOf = (provider: ProviderConfig): Preset => {
  const named = presetById.get(provider.preset)
  if (named && named.id !== custom.id) return named
  return presetOfAddress(provider.baseUrl) ?? (provider.dialect === 'anthropic' ? anthropic : custom)
}
