/** The engine's end of the port to the provider worker. */

import { type Clock, systemClock } from '@weft/shared/env.ts'
import { err, type Result } from '@weft/shared/result.ts'
import type { ModelInfo } from '@weft/shared/schema/provider.ts'
import { type CallAnswer, type CallReport, createCallPort } from './call-port.ts'
import type { ConnectionReport } from './connection-test.ts'
import type { LocalServer } from './discover-local.ts'
import type { ModelRequest, StreamPart } from './language-model.ts'
import type { ProviderAccess } from './provider-access.ts'
import type { ProviderError } from './provider-error.ts'
import { parseFromProviderWorker, type ProviderAnswer, type ProviderCall } from './provider-messages.ts'

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
  readonly discoverLocal: (mayAsk?: boolean) => Promise<readonly LocalServer[]>
}

const toIncoming = (data: unknown): CallReport | CallAnswer<ProviderAnswer> => {
  const message = parseFromProviderWorker(data)
  switch (message.type) {
    case 'models':
    case 'tested':
    case 'discovered':
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
      calls.ask<readonly LocalServer[]>(
        call => ({ type: 'discover', call, mayAsk }),
        message => (message.type === 'discovered' ? message.servers : undefined),
        () => [],
      ),
  }
}
