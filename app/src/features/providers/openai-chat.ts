/** Chat Completions, for OpenAI-compatible servers. */

import type OpenAI from 'openai'
import { type Opened, streamAnswer } from './answer-stream.ts'
import { chatReasoningParameters } from './chat-reasoning-parameters.ts'
import { chatConcessions, type Concession, openWithConcessions } from './concessions.ts'
import type { LanguageModel, ModelRequest } from './language-model.ts'
import type { ModelDeps } from './model-deps.ts'
import { openCall } from './open-call.ts'
import { createOpenAIChatReader } from './openai-chat-reader.ts'
import { createPartWriter } from './part-writer.ts'
import { patienceFor } from './patience.ts'
import { type ChatQuirks, presetOf } from './presets.ts'
import { promptToOpenAIChat } from './prompt-to-openai-chat.ts'
import { secretsOf } from './secrets.ts'
import type { SignatureOwner } from './vendor-signature.ts'

export const createOpenAIChatModel = (deps: ModelDeps): LanguageModel => {
  const { access, clock, random, concessions } = deps
  const preset = presetOf(access.provider)

  const open = (request: ModelRequest, owner: SignatureOwner, signal: AbortSignal): Promise<Opened> =>
    openWithConcessions(concessions, `${access.provider.baseUrl} ${request.modelId}`, chatConcessions, made =>
      openCall(deps, true, signal, async exchange => {
        const { createOpenAIClient } = await import('./openai-client.ts')
        const client = createOpenAIClient(access, exchange)
        return client.chat.completions.create(requestToChat(request, preset.chat, owner, made)).asResponse()
      }),
    )

  return {
    stream: (request, signal) => {
      const owner = { by: preset.id, model: request.modelId }
      const writer = createPartWriter()
      return streamAnswer(
        {
          clock,
          patience: patienceFor(access.provider),
          secrets: secretsOf(access.credentials),
          writer,
          reader: createOpenAIChatReader({ writer, quirks: preset.chat, owner, random }),
          open: inner => open(request, owner, inner),
        },
        signal,
      )
    },
  }
}

/** The request's body. Exported for its tests. */
export const requestToChat = (
  request: ModelRequest,
  quirks: ChatQuirks,
  owner: SignatureOwner,
  made: ReadonlySet<Concession>,
): OpenAI.Chat.ChatCompletionCreateParamsStreaming => {
  const { temperature, maxOutputTokens, reasoningEffort, outputFormat } = request.parameters
  return {
    model: request.modelId,
    messages: promptToOpenAIChat(request.instructions, request.messages, {
      quirks,
      owner,
      hasInstructionsRole: !made.has('instructions-role'),
    }),
    stream: true,
    ...(quirks.asksUsage && !made.has('usage') ? { stream_options: { include_usage: true } } : {}),
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxOutputTokens === undefined ? {} : { [limitName(quirks, made)]: maxOutputTokens }),
    ...chatReasoningParameters(quirks.reasoning, reasoningEffort, !made.has('thoughts')),
    ...(outputFormat === 'json' && !made.has('json-mode')
      ? { response_format: { type: 'json_object' } }
      : {}),
    ...(request.tools === undefined || request.tools.length === 0
      ? {}
      : { tools: request.tools.map(toolToChat) }),
  }
}

const limitName = ({ outputLimit }: ChatQuirks, made: ReadonlySet<Concession>): string => {
  if (!made.has('limit-name')) return outputLimit
  return outputLimit === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens'
}

const toolToChat = (
  tool: NonNullable<ModelRequest['tools']>[number],
): OpenAI.Chat.ChatCompletionFunctionTool => ({
  type: 'function',
  function: { name: tool.name, description: tool.description, parameters: { ...tool.inputSchema } },
})
