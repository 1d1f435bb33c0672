/**
 * A model on WebLLM. Everything it asks for lies in the caches already (`download/webllm-files.ts`), so it never asks a
 * host; the worker it runs in could not.
 */

import { err, ok, type Result } from '@weft/shared/result.ts'
import type { AppConfig, ChatCompletionRequestStreaming, MLCEngine, ModelRecord } from '@mlc-ai/web-llm'
import type { EmbeddingPurpose } from '../../providers/embedding-model.ts'
import { embeddingWords } from '../../providers/embedding-words.ts'
import type { ModelRequest, StreamPart } from '../../providers/language-model.ts'
import { createPartQueue } from '../../providers/part-queue.ts'
import type { ProviderError } from '../../providers/provider-error.ts'
import { anyObject } from '../any-object.ts'
import type { DeviceModel } from '../device-model.ts'
import type { LoadedModel } from './loaded-model.ts'
import { createLocalAnswer } from './local-answer.ts'
import { localMessages } from './local-messages.ts'
import { nameFailure } from './name-failure.ts'
import { thinks } from '../../providers/thinks.ts'
import { toUnitLength } from './to-unit-length.ts'

type WebllmModel = DeviceModel & { readonly source: { readonly type: 'webllm' } }

const appConfig = ({ id, source }: WebllmModel): AppConfig => {
  const { weights, library, record } = source
  const own: ModelRecord = { ...record, model: weights, model_id: id, model_lib: library }
  return { model_list: [own], cacheBackend: 'cache' }
}

export const loadWebllm = async (
  model: WebllmModel,
  onLoading: (loaded: number) => void,
): Promise<Result<LoadedModel, ProviderError>> => {
  try {
    const { MLCEngine } = await import('@mlc-ai/web-llm')
    const engine = new MLCEngine({
      appConfig: appConfig(model),
      initProgressCallback: ({ progress }) => onLoading(progress),
      logLevel: 'SILENT',
    })
    await engine.reload(model.id)
    return ok(model.task === 'embedding' ? toEmbedder(engine, model) : toLanguageModel(engine, model))
  } catch (cause) {
    return err(nameFailure(cause))
  }
}

/** As much of the engine as answers. */
type AnsweringEngine = Pick<MLCEngine, 'interruptGenerate'> & {
  readonly chat: {
    readonly completions: {
      readonly create: (call: ChatCompletionRequestStreaming) => Promise<AsyncIterable<object>>
    }
  }
}

/** Exported for its tests. */
export const toLanguageModel = (engine: AnsweringEngine, model: WebllmModel): LoadedModel => ({
  task: 'chat',
  stream: (request, signal) => {
    const queue = createPartQueue()
    const stop = (): void => void engine.interruptGenerate()
    signal.addEventListener('abort', stop, { once: true })
    void generate(engine, model, request, queue.push, signal).finally(() => {
      signal.removeEventListener('abort', stop)
      queue.end()
    })
    return queue.parts()
  },
})

const generate = async (
  engine: AnsweringEngine,
  model: WebllmModel,
  request: ModelRequest,
  push: (parts: readonly StreamPart[]) => void,
  signal: AbortSignal,
): Promise<void> => {
  const answer = createLocalAnswer(model.id)
  try {
    for await (const chunk of await engine.chat.completions.create(toCall(request, model))) {
      if (signal.aborted) {
        // It forgets what was said while it waited for the answer before, and would go on to its end.
        void engine.interruptGenerate()
        continue
      }
      push(answer.read(chunk))
    }
    if (!signal.aborted) push(answer.end())
  } catch (cause) {
    push(answer.end(nameFailure(cause)))
  }
}

/**
 * WebLLM reads the shapes of OpenAI's library, and refuses what a model cannot do. It makes no JSON without a schema,
 * whatever its types say, and none beside tools, whose calls it writes in that way itself. Exported for its tests.
 */
export const toCall = (
  request: ModelRequest,
  model: Pick<WebllmModel, 'abilities'>,
): ChatCompletionRequestStreaming => {
  const { temperature, maxOutputTokens, reasoningEffort, outputFormat } = request.parameters
  const tools = model.abilities.tools ? (request.tools ?? []) : []
  const call = {
    messages: localMessages(request, model.abilities.vision),
    stream: true,
    stream_options: { include_usage: true },
    ...(temperature === undefined ? {} : { temperature }),
    ...(maxOutputTokens === undefined ? {} : { max_tokens: maxOutputTokens }),
    ...(tools.length > 0 ? { tools: tools.map(toTool) } : {}),
    ...(outputFormat === 'json' && tools.length === 0
      ? { response_format: { type: 'json_object', schema: JSON.stringify(anyObject) } }
      : {}),
    ...(model.abilities.reasoning && reasoningEffort !== undefined
      ? { extra_body: { enable_thinking: thinks(reasoningEffort) } }
      : {}),
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- two libraries' types of one published format
  return call as unknown as ChatCompletionRequestStreaming
}

const toTool = ({ name, description, inputSchema }: NonNullable<ModelRequest['tools']>[number]) => ({
  type: 'function' as const,
  function: { name, description, parameters: inputSchema },
})

const toEmbedder = (engine: MLCEngine, model: WebllmModel): LoadedModel => {
  const embed = async (
    texts: readonly string[],
    purpose: EmbeddingPurpose,
  ): Promise<Result<readonly Float32Array[], ProviderError>> => {
    try {
      const { data } = await engine.embeddings.create({
        input: texts.map(text => embeddingWords(model.id, purpose) + text),
      })
      return ok(data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => toUnitLength(embedding)))
    } catch (cause) {
      return err(nameFailure(cause))
    }
  }
  return { task: 'embedding', embed }
}
