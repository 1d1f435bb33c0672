/** The engine's end of the port to the provider worker. */

import { type Clock, systemClock } from '@weft/shared/env.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import type { ModelInfo } from '@weft/shared/schema/provider.ts'
import { type CallAnswer, type CallReport, createCallPort } from './call-port.ts'
import type { ConnectionReport } from './connection-test.ts'
import type { Discovery } from './discover-local.ts'
import type { EmbeddingModel } from './embedding-model.ts'
import type { ModelRequest, StreamPart } from './language-model.ts'
import type { OllamaChange } from './ollama-messages.ts'
import type { OllamaModel } from './ollama-schema.ts'
import type { ProviderAccess } from './provider-access.ts'
import type { ProviderError } from './provider-error.ts'
import { parseFromProviderWorker, type ProviderAnswer, type ProviderCall } from './provider-messages.ts'
import type { PullProgress } from './pull-reader.ts'

/** Who waits for a change on a server, and hears how far it is. */
export interface ChangeAsker {
  readonly signal: AbortSignal
  readonly progress: (progress: PullProgress) => void
}

export interface ProviderClient {
  /** Ends quietly when `signal` aborts, with an error part when the worker is lost. */
  readonly stream: (
    access: ProviderAccess,
    request: ModelRequest,
    signal: AbortSignal,
  ) => AsyncIterable<StreamPart>
  readonly listModels: (access: ProviderAccess) => Promise<Result<readonly ModelInfo[], ProviderError>>
  /** With `modelId` that model is asked for a word, which costs a few tokens. */
  readonly testConnection: (
    access: ProviderAccess,
    modelId?: string,
  ) => Promise<Result<ConnectionReport, ProviderError>>
  /** `mayAsk` when the person asked to look: the browser may then ask for a permission. */
  readonly discoverLocal: (mayAsk?: boolean) => Promise<Discovery>
  readonly listOllama: (access: ProviderAccess) => Promise<Result<readonly OllamaModel[], ProviderError>>
  /** An aborted change ends the call, and its result means nothing. */
  readonly changeOllama: (
    access: ProviderAccess,
    change: OllamaChange,
    asker?: ChangeAsker,
  ) => Promise<Result<void, ProviderError>>
  /** What an `EmbeddingModel` does, with a provider's model. */
  readonly embed: (
    access: ProviderAccess,
    modelId: string,
    ...asked: Parameters<EmbeddingModel['embed']>
  ) => ReturnType<EmbeddingModel['embed']>
}

const toIncoming = (data: unknown): CallReport | CallAnswer<ProviderAnswer> => {
  const message = parseFromProviderWorker(data)
  switch (message.type) {
    case 'models':
    case 'tested':
    case 'discovered':
    case 'embedded':
    case 'ollama-models':
    case 'ollama-changed':
    case 'ollama-progress':
      return { type: 'answer', call: message.call, message }
    default:
      return message
  }
}

export const createProviderClient = (port: MessagePort, clock: Clock = systemClock): ProviderClient => {
  const calls = createCallPort<ProviderCall, ProviderAnswer>({ port, parse: toIncoming, clock })

  return {
    stream: (access, request, signal) =>
      calls.stream(call => ({ type: 'stream', call, access, request }), signal),
    listModels: access =>
      calls.ask(
        call => ({ type: 'list-models', call, access }),
        message => (message.type === 'models' ? message.result : undefined),
        err,
      ),
    testConnection: (access, modelId) =>
      calls.ask(
        call => ({ type: 'test-connection', call, access, ...(modelId === undefined ? {} : { modelId }) }),
        message => (message.type === 'tested' ? message.result : undefined),
        err,
      ),
    discoverLocal: (mayAsk = false) =>
      calls.ask<Discovery>(
        call => ({ type: 'discover', call, mayAsk }),
        message => (message.type === 'discovered' ? message.discovery : undefined),
        () => ({ servers: [], isDenied: false }),
      ),
    listOllama: access =>
      calls.ask(
        call => ({ type: 'ollama', call, access, request: { type: 'list' } }),
        message => (message.type === 'ollama-models' ? message.result : undefined),
        err,
      ),
    changeOllama: (access, change, asker) =>
      calls.ask<Result<void, ProviderError>>(
        call => ({ type: 'ollama', call, access, request: change }),
        message => {
          if (message.type === 'ollama-progress') asker?.progress(message.progress)
          if (message.type !== 'ollama-changed') return undefined
          return message.problem ? err(message.problem) : ok(undefined)
        },
        err,
        asker?.signal,
      ),
    embed: (access, modelId, texts, purpose, signal) =>
      calls.ask(
        call => ({ type: 'embed', call, access, modelId, texts, purpose }),
        message => (message.type === 'embedded' ? message.result : undefined),
        err,
        signal,
      ),
  }
}
