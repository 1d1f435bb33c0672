/**
 * The pulls that this tab has asked for. They go on while the person is elsewhere in the app, so they belong to the
 * page and not to a view, and end with the tab. What came of one stays until it is read.
 */

import type { Clock } from '@weft/shared/env.ts'
import type { ProviderId } from '@weft/shared/ids.ts'
import { createListeners } from '../../ui/listeners.ts'
import type { EngineError } from '../../worker/api.ts'
import { type EngineClient, transferPort } from '../../worker/client.ts'
import type { Page } from '../../worker/page-context.ts'
import type { ProviderRow } from '../workspace/tables.ts'
import type { ProviderError } from './provider-error.ts'
import { addSample, type Pace, paceOf, type PaceSamples } from './pull-pace.ts'
import type { PullProgress } from './pull-reader.ts'

export type PullState =
  | {
      readonly state: 'pulling'
      /** Undefined until the server has said something. */
      readonly progress: PullProgress | undefined
      readonly pace: Pace | undefined
    }
  /** By the person. */
  | { readonly state: 'stopped'; readonly progress: PullProgress | undefined }
  | { readonly state: 'failed'; readonly error: ProviderError | EngineError }
  | { readonly state: 'done' }

export type Pull = PullState & { readonly model: string }

export interface OllamaPulls {
  readonly of: (providerId: ProviderId) => readonly Pull[]
  readonly subscribe: (listener: () => void) => () => void
  /** A model that is being pulled is not pulled twice. */
  readonly start: (provider: Pick<ProviderRow, 'workspaceId' | 'id'>, model: string) => void
  readonly stop: (providerId: ProviderId, model: string) => void
  /** What came of it was read. */
  readonly forget: (providerId: ProviderId, model: string) => void
}

interface PullsDeps {
  readonly engine: Pick<EngineClient, 'pullOllamaModel' | 'refreshModels'>
  readonly clock: Pick<Clock, 'now'>
}

const none: readonly Pull[] = []

export const createOllamaPulls = ({ engine, clock }: PullsDeps): OllamaPulls => {
  const pullsByProvider = new Map<ProviderId, readonly Pull[]>()
  /** Of the pulls that run, by provider and model. */
  const ports = new Map<string, MessagePort>()
  const listeners = createListeners()

  const of = (providerId: ProviderId): readonly Pull[] => pullsByProvider.get(providerId) ?? none
  const keyOf = (providerId: ProviderId, model: string): string => `${providerId} ${model}`

  const change = (providerId: ProviderId, pulls: readonly Pull[]): void => {
    pullsByProvider.set(providerId, pulls)
    listeners.notify()
  }

  const show = (providerId: ProviderId, model: string, state: PullState): void => {
    const pulls = of(providerId)
    const pull: Pull = { ...state, model }
    const isKnown = pulls.some(other => other.model === model)
    change(
      providerId,
      isKnown ? pulls.map(other => (other.model === model ? pull : other)) : [...pulls, pull],
    )
  }

  const progressOf = (providerId: ProviderId, model: string): PullProgress | undefined => {
    const pull = of(providerId).find(other => other.model === model)
    return pull?.state === 'pulling' ? pull.progress : undefined
  }

  const run = async (...[{ workspaceId, id }, model]: Parameters<OllamaPulls['start']>): Promise<void> => {
    const { port1: here, port2: there } = new MessageChannel()
    let samples: PaceSamples = []
    const isMine = (): boolean => ports.get(keyOf(id, model)) === here
    ports.set(keyOf(id, model), here)
    show(id, model, { state: 'pulling', progress: undefined, pace: undefined })

    here.addEventListener('message', ({ data }: MessageEvent<PullProgress>) => {
      if (!isMine()) return
      samples = addSample(samples, { at: clock.now(), arrived: data.arrived })
      show(id, model, {
        state: 'pulling',
        progress: data,
        pace: paceOf(samples, data.total - data.completed),
      })
    })
    here.start()

    const pulled = await engine.pullOllamaModel(workspaceId, id, model, transferPort(there))
    here.close()
    if (!isMine()) return
    ports.delete(keyOf(id, model))
    if (!pulled.ok) return show(id, model, { state: 'failed', error: pulled.error })
    // It is ready when it can be chosen. Should the list not come, the models page asks for it again.
    await engine.refreshModels(workspaceId, id)
    if (!ports.has(keyOf(id, model))) show(id, model, { state: 'done' })
  }

  return {
    of,
    subscribe: listeners.subscribe,
    start: (provider, model) => {
      if (!ports.has(keyOf(provider.id, model))) void run(provider, model)
    },
    stop: (providerId, model) => {
      const port = ports.get(keyOf(providerId, model))
      if (!port) return
      ports.delete(keyOf(providerId, model))
      port.postMessage('stop')
      show(providerId, model, { state: 'stopped', progress: progressOf(providerId, model) })
    },
    forget: (providerId, model) =>
      change(
        providerId,
        of(providerId).filter(pull => pull.model !== model),
      ),
  }
}

const pullsByEngine = new WeakMap<EngineClient, OllamaPulls>()

/** Those of this page. */
export const pullsOf = ({ engine, env }: Pick<Page, 'engine' | 'env'>): OllamaPulls => {
  const known = pullsByEngine.get(engine)
  if (known) return known
  const pulls = createOllamaPulls({ engine, clock: env.clock })
  pullsByEngine.set(engine, pulls)
  return pulls
}
