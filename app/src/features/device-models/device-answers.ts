/** Answers and vectors of models on this device, behind the two contracts that providers are behind. */

import type { Clock } from '@weft/shared/env.ts'
import { err } from '@weft/shared/result.ts'
import type { EmbeddingModel } from '../providers/embedding-model.ts'
import type { LanguageModel, ModelRequest, StreamPart } from '../providers/language-model.ts'
import type { ProviderError, ProviderErrorType } from '../providers/provider-error.ts'
import type { DeviceModel } from './device-model.ts'
import type { DeviceDownloads } from './device-downloads.ts'
import type { DeviceRunner, Turn } from './device-runner.ts'
import type { ModelRows } from './model-rows.ts'

export interface DeviceAnswersDeps {
  readonly clock: Clock
  readonly rows: ModelRows
  readonly runner: DeviceRunner
  readonly downloads: Pick<DeviceDownloads, 'mend'>
  /** Why this device cannot run it, asked before anything is loaded; undefined when it can. */
  readonly unfit: (model: DeviceModel) => Promise<string | undefined>
}

export interface DeviceAnswers extends LanguageModel {
  /** The model must be here; whether it is shows with the first call. */
  readonly embedder: (id: string) => EmbeddingModel
}

/** After these a model is loaded anew. */
const breaks: ReadonlySet<ProviderErrorType> = new Set([
  'model-out-of-memory',
  'model-broken',
  'model-unfit',
  'engine-not-here',
])

/** Tokens from which on a speed says something. */
const worthMeasuring = 24

export const createDeviceAnswers = (deps: DeviceAnswersDeps): DeviceAnswers => {
  const { clock, rows, runner } = deps

  const find = async (id: string): Promise<DeviceModel | ProviderError> => {
    const row = await rows.get(id)
    if (row?.state !== 'here') return { type: 'model-not-here' }
    const reason = await deps.unfit(row.model)
    return reason === undefined ? row.model : { type: 'model-unfit', detail: reason }
  }

  /** Mending drops what nobody can vouch for. Files that have made an answer are not at fault: the prompt or the processor is. */
  const failed = async (id: string, error: ProviderError, { hasWorked }: Turn): Promise<void> => {
    if (error.type === 'model-broken' && !hasWorked()) await deps.downloads.mend(id)
  }

  const measure = (id: string, tokens: number | undefined, milliseconds: number): void => {
    const usedAt = clock.now()
    const speed =
      tokens === undefined || tokens < worthMeasuring ? undefined : tokens / (milliseconds / 1_000)
    void rows.change(id, row => ({
      ...row,
      usedAt,
      ...(speed === undefined || !Number.isFinite(speed) ? {} : { tokensPerSecond: speed }),
    }))
  }

  async function* stream(request: ModelRequest, signal: AbortSignal): AsyncGenerator<StreamPart> {
    const id = request.modelId
    const model = await find(id)
    if ('type' in model) return yield { type: 'error', error: model }
    const turn = await runner.turn(model, signal)
    if (!turn) return
    if (!turn.ok) return yield { type: 'error', error: turn.error }
    const { client, onLoading, worked, done } = turn.value
    let error: ProviderError | undefined
    let beganAt: number | undefined
    try {
      for await (const part of client.stream(model, request, signal, onLoading)) {
        beganAt ??= clock.now()
        if (part.type === 'error') error = part.error
        else worked()
        if (part.type === 'finish') measure(id, part.usage.outputTokens, clock.now() - beganAt)
        // The next question may come at once; the model is free before the last part is told.
        if (part.type === 'finish' || part.type === 'error') {
          done(error !== undefined && breaks.has(error.type))
          if (error) await failed(id, error, turn.value)
        }
        yield part
      }
    } finally {
      done(error !== undefined && breaks.has(error.type))
    }
  }

  return {
    stream,
    embedder: id => ({
      id,
      embed: async (texts, purpose, signal) => {
        const model = await find(id)
        if ('type' in model) return err(model)
        const turn = await runner.turn(model, signal)
        if (!turn) return err({ type: 'stream-cut' })
        if (!turn.ok) return turn
        const { client, onLoading, worked, done } = turn.value
        const embedded = await client.embed(model, texts, purpose, signal, onLoading)
        if (embedded.ok) worked()
        done(!embedded.ok && breaks.has(embedded.error.type))
        if (!embedded.ok) await failed(id, embedded.error, turn.value)
        return embedded
      },
    }),
  }
}
