/** OpenAI's Responses. Nothing is stored at the vendor: reasoning goes out encrypted and comes back with the turn. */

import type OpenAI from 'openai'
import { type Opened, streamAnswer } from './answer-stream.ts'
import { type Concession, openWithConcessions, responsesConcessions } from './concessions.ts'
import type { LanguageModel, ModelRequest } from './language-model.ts'
import type { ModelDeps } from './model-deps.ts'
import { openCall } from './open-call.ts'
import { isReasoningModel } from './openai-models.ts'
import { createOpenAIResponsesReader } from './openai-responses-reader.ts'
import { createPartWriter } from './part-writer.ts'
import { patienceFor } from './patience.ts'
import { promptToOpenAIResponses } from './prompt-to-openai-responses.ts'
import { secretsOf } from './secrets.ts'
import type { SignatureOwner } from './vendor-signature.ts'

export const createOpenAIResponsesModel = (deps: ModelDeps): LanguageModel => {
  const { access, clock, concessions } = deps

  const open = (request: ModelRequest, owner: SignatureOwner, signal: AbortSignal): Promise<Opened> =>
    openWithConcessions(
      concessions,
      `${access.provider.baseUrl} ${request.modelId}`,
      responsesConcessions,
      made =>
        openCall(deps, true, signal, async exchange => {
          const { createOpenAIClient } = await import('./openai-client.ts')
          const client = createOpenAIClient(access, exchange)
          return client.responses.create(requestToResponses(request, owner, made)).asResponse()
        }),
    )

  return {
    stream: (request, signal) => {
      const owner = { by: 'openai-responses', model: request.modelId }
      const writer = createPartWriter()
      return streamAnswer(
        {
          clock,
          patience: patienceFor(access.provider),
          secrets: secretsOf(access.credentials),
          writer,
          reader: createOpenAIResponsesReader({ writer, owner }),
          open: inner => open(request, owner, inner),
        },
        signal,
      )
    },
  }
}

/** The request's body. Exported for its tests. */
export const requestToResponses = (
  request: ModelRequest,
  owner: SignatureOwner,
  made: ReadonlySet<Concession>,
): OpenAI.Responses.ResponseCreateParamsStreaming => {
  const { temperature, maxOutputTokens, outputFormat } = request.parameters
  const reasoning = reasoningOf(request, made)
  const wantsEncrypted = isReasoningModel(request.modelId) && !made.has('encrypted-reasoning')
  // A model that reasons has no temperature unless its reasoning is turned off.
  const hasTemperature = !isReasoningModel(request.modelId) || request.parameters.reasoningEffort === 'none'
  const input = promptToOpenAIResponses(request.messages, owner)
  const instructions = request.instructions.trim() === '' ? undefined : request.instructions
  return {
    model: request.modelId,
    stream: true,
    store: false,
    ...(outputFormat === 'json' && !made.has('json-mode')
      ? toJsonMode(input, instructions)
      : { input, ...(instructions === undefined ? {} : { instructions }) }),
    ...(wantsEncrypted ? { include: ['reasoning.encrypted_content'] } : {}),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(temperature === undefined || !hasTemperature ? {} : { temperature }),
    ...(maxOutputTokens === undefined ? {} : { max_output_tokens: maxOutputTokens }),
    ...(request.tools === undefined || request.tools.length === 0
      ? {}
      : { tools: request.tools.map(toolToResponses) }),
  }
}

/** The vendor wants the word JSON in the input itself and does not look for it among `instructions`, so they stand there. */
const toJsonMode = (
  input: OpenAI.Responses.ResponseInput,
  instructions: string | undefined,
): Pick<OpenAI.Responses.ResponseCreateParamsStreaming, 'input' | 'text'> => ({
  input: instructions === undefined ? input : [{ role: 'developer', content: instructions }, ...input],
  text: { format: { type: 'json_object' } },
})

const reasoningOf = (
  { modelId, parameters }: ModelRequest,
  made: ReadonlySet<Concession>,
): OpenAI.Reasoning | undefined => {
  const wantsSummary = isReasoningModel(modelId) && !made.has('reasoning-summary')
  const effort = parameters.reasoningEffort
  if (!wantsSummary && effort === undefined) return undefined
  return { ...(wantsSummary ? { summary: 'auto' } : {}), ...(effort === undefined ? {} : { effort }) }
}

const toolToResponses = (
  tool: NonNullable<ModelRequest['tools']>[number],
): OpenAI.Responses.FunctionTool => ({
  type: 'function',
  name: tool.name,
  description: tool.description,
  parameters: { ...tool.inputSchema },
  strict: false,
})
