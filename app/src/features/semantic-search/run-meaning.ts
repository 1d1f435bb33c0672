/**
 * Makes the vectors of a device for as long as the person wants it: once through everything, then after what is written,
 * when it is quiet. What may pass by itself is tried again; what is refused stops it until the person goes on.
 */

import { type Clock, sleep } from '@weft/shared/env.ts'
import { err, type Result } from '@weft/shared/result.ts'
import { toStorageError } from '../../core/storage-error.ts'
import type { EmbeddingModel } from '../providers/embedding-model.ts'
import { isTransient, type ProviderError } from '../providers/provider-error.ts'
import type { BuildError } from './build-thread.ts'
import { type BuildDeps, buildVectors, type Figures } from './build-vectors.ts'
import type { MeaningProgress, MeaningState } from './meaning-state.ts'

export interface RunMeaningDeps extends Omit<BuildDeps, 'model' | 'onFigures'> {
  readonly modelId: string
  readonly openModel: () => Promise<Result<EmbeddingModel, ProviderError>>
  readonly clock: Clock
  /** Called after every commit; gives what ends it. */
  readonly onLogGrown: (listener: () => void) => () => void
  readonly saveProgress: (progress: MeaningProgress) => Promise<void>
  /** As if the person had pressed Pause. */
  readonly pause: () => Promise<void>
}

/** After the last commit, milliseconds: an answer is followed by its title, an import by its next thread. */
const idleFor = 3_000

/** Times that a commit may put it off: who writes all day is still found. */
const mostPutOff = 10

/** Between two times that the page is told how far it is, milliseconds. */
const tellEvery = 500

/** Waits before another try, milliseconds; the last one is repeated. */
const retryAfter = [5_000, 15_000, 60_000, 300_000]

export const runMeaning = async (deps: RunMeaningDeps, signal: AbortSignal): Promise<void> => {
  const { clock, modelId } = deps
  let figures: Figures = { done: 0, total: 0, bytes: 0 }
  let toldAt = Number.NEGATIVE_INFINITY
  let tries = 0

  const tell = (state: MeaningState): Promise<void> => {
    toldAt = clock.now()
    return deps.saveProgress({ modelId, state, ...figures })
  }

  const onFigures = async (next: Figures): Promise<void> => {
    figures = next
    if (!signal.aborted && clock.now() - toldAt >= tellEvery) await tell({ type: 'building' })
  }

  const build = async (): Promise<Result<Figures, BuildError>> => {
    const dropped = await deps.store.dropAllBut(modelId)
    if (!dropped.ok) return dropped
    const model = await deps.openModel()
    return model.ok ? buildVectors({ ...deps, model: model.value, onFigures }, signal) : model
  }

  /** What is read directly, as a key is, rejects: the page would say for ever that it is being built. */
  const once = async (): Promise<Result<Figures, BuildError>> => {
    try {
      return await build()
    } catch (cause) {
      return err(toStorageError(cause))
    }
  }

  const goOn = async (growth: Growth): Promise<void> => {
    while (!signal.aborted) {
      growth.begin()
      const built = await once()
      if (signal.aborted) break
      if (built.ok) {
        tries = 0
        figures = built.value
        await tell({ type: 'made' })
        await growth.settled()
      } else if (passes(built.error)) {
        await tell({ type: 'waiting', error: built.error })
        await sleep(clock, waitBefore(built.error, tries), signal)
        tries += 1
      } else {
        await tell({ type: 'refused', error: built.error })
        await deps.pause()
        break
      }
    }
  }

  const growth = watchGrowth(deps, signal)
  try {
    await goOn(growth)
  } finally {
    growth.end()
  }
}

/** May be over without the person doing anything here. */
const passes = (error: BuildError): boolean => {
  switch (error.type) {
    case 'storage-lost':
    case 'storage-blocked':
    case 'storage-failed':
    case 'network-offline':
      return true
    case 'storage-full':
    case 'storage-newer':
    case 'storage-unavailable':
      return false
    default:
      return isTransient(error)
  }
}

const waitBefore = (error: BuildError, tries: number): number => {
  const wait = retryAfter[Math.min(tries, retryAfter.length - 1)] ?? 0
  return 'retryAfter' in error ? Math.max(wait, error.retryAfter ?? 0) : wait
}

interface Growth {
  /** What is written from now on calls for another time. */
  readonly begin: () => void
  /** Resolves when something has been written since `begin` and it has been quiet for a while, or at the end. */
  readonly settled: () => Promise<void>
  readonly end: () => void
}

const watchGrowth = ({ onLogGrown, clock }: RunMeaningDeps, signal: AbortSignal): Growth => {
  let hasGrown = false
  let wake = (): void => undefined
  const end = onLogGrown(() => {
    hasGrown = true
    wake()
  })
  const grown = (): Promise<void> =>
    new Promise(resolve => {
      if (hasGrown || signal.aborted) return resolve()
      wake = resolve
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
  return {
    begin: () => {
      hasGrown = false
    },
    settled: async () => {
      await grown()
      for (let times = 0; hasGrown && times < mostPutOff; times += 1) {
        hasGrown = false
        await sleep(clock, idleFor, signal)
      }
    },
    end,
  }
}
