/** The engine's end of the port to the worker in which a model runs. */

import type { Clock } from '@weft/shared/env.ts'
import { err, type Result } from '@weft/shared/result.ts'
import { type CallAnswer, type CallReport, createCallPort } from '../../providers/call-port.ts'
import type { EmbeddingPurpose } from '../../providers/embedding-model.ts'
import type { ModelRequest, StreamPart } from '../../providers/language-model.ts'
import type { ProviderError } from '../../providers/provider-error.ts'
import type { DeviceModel } from '../device-model.ts'
import { type ModelAnswer, type ModelCall, parseFromModelWorker } from './model-messages.ts'

type OnLoading = (loaded: number) => void

export interface ModelClient {
  readonly stream: (
    model: DeviceModel,
    request: ModelRequest,
    signal: AbortSignal,
    onLoading: OnLoading,
  ) => AsyncIterable<StreamPart>
  readonly embed: (
    model: DeviceModel,
    texts: readonly string[],
    purpose: EmbeddingPurpose,
    signal: AbortSignal,
    onLoading: OnLoading,
  ) => Promise<Result<readonly Float32Array[], ProviderError>>
  /** Ends what is open with an error. */
  readonly close: () => void
}

const toIncoming = (data: unknown): CallReport | CallAnswer<ModelAnswer> => {
  const message = parseFromModelWorker(data)
  switch (message.type) {
    case 'loading':
    case 'embedded':
      return { type: 'answer', call: message.call, message }
    default:
      return message
  }
}

/** A worker that dies under a model has nearly always run out of memory, and would again. */
const named = (error: ProviderError): ProviderError =>
  error.type === 'stream-cut' ? { type: 'model-out-of-memory' } : error

/**
 * How long a model may say nothing, in milliseconds. On the processor it reads a prompt in one step, in which its worker
 * hears no question: a long prompt on a slow device takes minutes. That it has died its lifeline says at once.
 */
const patience = 15 * 60_000

/** `onLost`: the worker is gone. */
export const createModelClient = (port: MessagePort, clock: Clock, onLost: () => void): ModelClient => {
  const calls = createCallPort<ModelCall, ModelAnswer>({ port, parse: toIncoming, clock, patience, onLost })
  return {
    stream: async function* (model, request, signal, onLoading) {
      const parts = calls.stream(
        call => ({ type: 'stream', call, model, request }),
        signal,
        message => {
          if (message.type === 'loading') onLoading(message.loaded)
        },
      )
      for await (const part of parts)
        yield part.type === 'error' ? { type: 'error', error: named(part.error) } : part
    },
    embed: (model, texts, purpose, signal, onLoading) =>
      calls.ask<Result<readonly Float32Array[], ProviderError>>(
        call => ({ type: 'embed', call, model, texts, purpose }),
        message => {
          if (message.type === 'embedded') return message.result
          onLoading(message.loaded)
          return undefined
        },
        error => err(named(error)),
        signal,
      ),
    close: calls.close,
  }
}
