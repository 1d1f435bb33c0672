/** Anthropic's Messages. */

import type Anthropic from '@anthropic-ai/sdk'
import { claudeModelOf } from './anthropic-models.ts'
import { createAnthropicReader } from './anthropic-reader.ts'
import { thinkingParameters } from './anthropic-thinking.ts'
import { streamAnswer } from './answer-stream.ts'
import type { LanguageModel, ModelRequest } from './language-model.ts'
import type { ModelDeps } from './model-deps.ts'
import { openCall } from './open-call.ts'
import { createPartWriter } from './part-writer.ts'
import { patienceFor } from './patience.ts'
import { presetOf } from './presets.ts'
import { promptToAnthropic } from './prompt-to-anthropic.ts'
import { secretsOf } from './secrets.ts'
import type { SignatureOwner } from './vendor-signature.ts'

/** The last API version in which a temperature exists, for the models that still have one. */
const versionWithTemperature = '2023-06-01'

export const createAnthropicModel = (deps: ModelDeps): LanguageModel => {
  const { access, clock } = deps

  return {
    stream: (request, signal) => {
      const owner = { by: `${presetOf(access.provider).id}-messages`, model: request.modelId }
      const writer = createPartWriter()
      return streamAnswer(
        {
          clock,
          patience: patienceFor(access.provider),
          secrets: secretsOf(access.credentials),
          writer,
          reader: createAnthropicReader({ writer, owner }),
          open: inner =>
            openCall(deps, true, inner, async exchange => {
              const { createAnthropicClient } = await import('./anthropic-client.ts')
              const client = createAnthropicClient(access, exchange)
              const { body, headers } = requestToAnthropic(request, owner)
              return client.messages.create(body, { headers }).asResponse()
            }),
        },
        signal,
      )
    },
  }
}

export interface AnthropicRequest {
  readonly body: Anthropic.MessageCreateParamsStreaming
  readonly headers: Readonly<Record<string, string>>
}

/** The request's body and headers. Exported for its tests. */
export const requestToAnthropic = (request: ModelRequest, owner: SignatureOwner): AnthropicRequest => {
  const { temperature, maxOutputTokens, reasoningEffort } = request.parameters
  const model = claudeModelOf(request.modelId)
  const maxTokens = maxOutputTokens ?? model.defaultOutput
  const thinking = thinkingParameters(model, reasoningEffort, maxTokens)
  // A model that thinks has no temperature either.
  const hasTemperature = temperature !== undefined && model.hasTemperature && thinking.thinking === undefined
  const extra = hasTemperature ? { temperature } : {}
  return {
    body: {
      model: request.modelId,
      max_tokens: maxTokens,
      stream: true,
      ...promptToAnthropic(request.instructions, request.messages, owner),
      ...thinking,
      ...extra,
      ...(request.tools === undefined || request.tools.length === 0
        ? {}
        : { tools: request.tools.map(toolToAnthropic) }),
    },
    headers: hasTemperature ? { 'anthropic-version': versionWithTemperature } : {},
  }
}

const toolToAnthropic = (tool: NonNullable<ModelRequest['tools']>[number]): Anthropic.Tool => ({
  name: tool.name,
  description: tool.description,
  input_schema: { ...tool.inputSchema, type: 'object' },
})
