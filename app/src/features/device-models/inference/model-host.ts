/**
 * The end of the port in the worker of a model. The worker loads one model with its first call and keeps it until it is
 * ended from outside: that alone gives all its memory back.
 */

import type { Env } from '@weft/shared/env.ts'
import { err, type Result } from '@weft/shared/result.ts'
import type { StreamPart } from '../../providers/language-model.ts'
import type { Locks } from '../../providers/lifeline.ts'
import type { ProviderError } from '../../providers/provider-error.ts'
import { type CallTools, serveCalls } from '../../providers/serve-calls.ts'
import type { DeviceModel } from '../device-model.ts'
import type { LoadedModel } from './loaded-model.ts'
import { type ModelAnswer, type ModelCall, parseToModelWorker } from './model-messages.ts'

export interface ModelHostDeps {
  readonly env: Env
  readonly locks: Locks | undefined
  /** Loads the engine and the model. `onLoading` hears how much of it is there, from 0 to 1. */
  readonly load: (
    model: DeviceModel,
    onLoading: (loaded: number) => void,
  ) => Promise<Result<LoadedModel, ProviderError>>
  readonly report: (cause: unknown) => void
}

export interface ModelHost {
  readonly serve: (port: MessagePort) => void
}

/** The worker was meant for another model, or for another thing. */
const wrongCall: ProviderError = { type: 'request-refused' }

export const createModelHost = ({ env, locks, load, report }: ModelHostDeps): ModelHost => {
  let loading:
    | { readonly id: string; readonly model: Promise<Result<LoadedModel, ProviderError>> }
    | undefined
  const listeners = new Set<(loaded: number) => void>()

  const loadedModel = async (
    model: DeviceModel,
    onLoading: (loaded: number) => void,
  ): Promise<Result<LoadedModel, ProviderError>> => {
    let heard = 0
    const hear = (loaded: number): void => {
      heard = loaded
      onLoading(loaded)
    }
    listeners.add(hear)
    loading ??= {
      id: model.id,
      model: load(model, loaded => {
        for (const listener of listeners) listener(loaded)
      }),
    }
    const loaded = loading.id === model.id ? await loading.model : err(wrongCall)
    listeners.delete(hear)
    // Who had it loaded may have left in the middle of that, and what it heard last would stand for ever.
    if (loaded.ok && heard < 1) hear(1)
    return loaded
  }

  async function* stream(
    { call, model, request }: Extract<ModelCall, { readonly type: 'stream' }>,
    { send, signal }: CallTools<ModelAnswer>,
  ): AsyncGenerator<StreamPart> {
    const loaded = await loadedModel(model, part => send({ type: 'loading', call, loaded: part }))
    if (signal.aborted) return
    if (!loaded.ok) yield { type: 'error', error: loaded.error }
    else if (loaded.value.task !== 'chat') yield { type: 'error', error: wrongCall }
    else yield* loaded.value.stream(request, signal)
  }

  const answer = async (message: ModelCall, tools: CallTools<ModelAnswer>): Promise<void> => {
    const { call, model } = message
    if (message.type === 'stream') return tools.sendParts(call, stream(message, tools))
    const loaded = await loadedModel(model, part => tools.send({ type: 'loading', call, loaded: part }))
    const result = !loaded.ok
      ? loaded
      : loaded.value.task === 'embedding'
        ? await loaded.value.embed(message.texts, message.purpose)
        : err(wrongCall)
    tools.send({ type: 'embedded', call, result })
  }

  return {
    serve: port => serveCalls(port, { clock: env.clock, locks, parse: parseToModelWorker, answer, report }),
  }
}
