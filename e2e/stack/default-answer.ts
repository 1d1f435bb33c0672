/** What the provider says when no answer was scripted: the prompt again, as markdown, in the format asked for. */
import { anthropicModels, lmStudioModels, ollamaTags, openaiModels, openrouterModels } from './model-lists.ts'
import { anthropicText } from './anthropic-answer.ts'
import { chatText } from './chat-answer.ts'
import type { ChatDialectName } from './chat-dialect.ts'
import { jsonReply, type Answer } from './reply.ts'
import { responsesText } from './responses-answer.ts'
import type { ProviderRequest } from './request.ts'
import { pathToVendor } from './vendor.ts'

const echoText = (prompt: string): string =>
  [
    `You said: **${prompt}**`,
    '',
    '- one thing to know',
    '- another, with `code`',
    '',
    '```ts',
    'const answer: number = 42',
    '```',
    '',
    '| figure | value |',
    '| --- | ---: |',
    '| length | 42 |',
    '',
    'That is all.',
  ].join('\n')

export const defaultAnswer: Answer = request => {
  switch (request.format) {
    case 'chat':
      return chatText(echoText(request.prompt), { dialect: dialectOf(request) })(request)
    case 'responses':
      return responsesText(echoText(request.prompt))(request)
    case 'anthropic':
      return anthropicText(echoText(request.prompt))(request)
    case 'models':
      return defaultModels(request)(request)
    case 'tags':
      return ollamaTags(localModels)(request)
    case 'unknown':
      return jsonReply({ error: { message: `Unknown request URL: ${request.method} ${request.path}` } }, 404)
  }
}

const openaiModelIds = ['gpt-5.1', 'gpt-5.1-mini', 'text-embedding-3-small'] as const
const anthropicModelIds = ['claude-opus-4-8', 'claude-sonnet-5', 'claude-haiku-4-5'] as const
const localModels = ['llama3.2:3b', 'qwen3:30b'] as const

const defaultModels = (request: ProviderRequest): Answer => {
  if (request.headers['anthropic-version'] !== undefined) return anthropicModels(anthropicModelIds)
  switch (pathToVendor(request.path)) {
    case 'ollama':
      return openaiModels(localModels)
    case 'lmstudio':
      return lmStudioModels(localModels)
    case 'openrouter':
      return openrouterModels(['deepseek/deepseek-r1', 'openai/gpt-5.1'])
    default:
      return openaiModels(openaiModelIds)
  }
}

const dialectOf = (request: ProviderRequest): ChatDialectName => {
  const vendor = pathToVendor(request.path)
  switch (vendor) {
    case 'ollama':
    case 'openrouter':
    case 'groq':
    case 'deepseek':
    case 'llamacpp':
      return vendor
    case 'openai':
      return 'openai'
    default:
      return 'plain'
  }
}
