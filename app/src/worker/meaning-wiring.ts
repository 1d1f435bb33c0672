/**
 * The search by meaning, wired to the engine. One tab of a device makes the vectors, the one that holds the lock, and
 * only while the person wants it; every tab can turn a question into a vector.
 */

import type { Env } from '@weft/shared/env.ts'
import { err, ok, type Result } from '@weft/shared/result.ts'
import { liveQuery } from 'dexie'
import type { Database } from '../core/database.ts'
import type { EmbeddingModel } from '../features/providers/embedding-model.ts'
import type { ProviderClient } from '../features/providers/provider-client.ts'
import type { ProviderError } from '../features/providers/provider-error.ts'
import type { RunRow } from '../features/runs/tables.ts'
import type { MeaningCalls, QueryVector } from '../features/semantic-search/meaning-calls.ts'
import {
  type Embedder,
  type MeaningProgressRow,
  meaningProgressName,
  type MeaningWish,
  type MeaningWishRow,
  meaningWishName,
  vectorModelId,
} from '../features/semantic-search/meaning-state.ts'
import { type VectorChange, vectorChangesChannel } from '../features/semantic-search/vector-changes.ts'
import { threadRowMaker } from '../features/threads/rows.ts'
import type { EngineParts } from './engine-parts.ts'
import type { ModelKnowledge } from './model-knowledge.ts'

export interface MeaningWiring {
  readonly env: Env
  readonly parts: Pick<EngineParts, 'connection' | 'rooms' | 'workspaces' | 'onLogGrown'>
  readonly database: Database
  readonly knowledge: Pick<ModelKnowledge, 'access'>
  readonly provider: Pick<ProviderClient, 'embed'>
  /** An embedding model that runs on this device, by its id in the catalogue. */
  readonly openDeviceEmbedder?: (modelId: string) => Promise<Result<EmbeddingModel, ProviderError>>
  /** The end of this engine. */
  readonly signal: AbortSignal
}

const lockName = 'weft-meaning'

/** Questions whose vectors are kept: a person goes back and forth by a few letters. */
const keptQueries = 20

export const wireMeaning = (wiring: MeaningWiring): MeaningCalls => {
  const { env, parts, database, knowledge, provider } = wiring
  const { connection } = parts
  const channel = new BroadcastChannel(vectorChangesChannel)
  const tell = (change: VectorChange): void => channel.postMessage(change)
  const grown = new Set<() => void>()
  parts.onLogGrown(() => {
    for (const listener of grown) listener()
  })

  const openModel = async (embedder: Embedder): Promise<Result<EmbeddingModel, ProviderError>> => {
    if (embedder.type === 'device')
      return (
        wiring.openDeviceEmbedder?.(embedder.modelId) ??
        err({ type: 'model-not-found', detail: 'This model is not on this device.' })
      )
    const { workspaceId, providerId, modelId } = embedder
    return ok({
      id: vectorModelId(embedder),
      // The key is opened for each call and kept by none.
      embed: async (...asked) => {
        const access = await knowledge.access(workspaceId, providerId)
        return access.ok ? provider.embed(access.value, modelId, ...asked) : access
      },
    })
  }

  const wished = async (): Promise<MeaningWish | undefined> =>
    (await database.table<MeaningWishRow, string>('device').get(meaningWishName))?.value

  const wish = async (value: MeaningWish): ReturnType<MeaningCalls['pause']> => {
    const stored = await connection.run(opened => {
      const row: MeaningWishRow = { name: meaningWishName, value }
      return opened.device.put(row)
    })
    return stored.ok ? ok(undefined) : stored
  }

  const setPaused = async (isPaused: boolean): ReturnType<MeaningCalls['pause']> => {
    const before = await wished()
    return before ? wish({ ...before, isPaused }) : ok(undefined)
  }

  const build = async (embedder: Embedder, signal: AbortSignal): Promise<void> => {
    const [{ runMeaning }, { createVectorStore }, { createThreadTexts }] = await Promise.all([
      import('../features/semantic-search/run-meaning.ts'),
      import('../features/semantic-search/vector-store.ts'),
      import('../features/semantic-search/thread-texts.ts'),
    ])
    await runMeaning(
      {
        modelId: vectorModelId(embedder),
        openModel: () => openModel(embedder),
        clock: env.clock,
        store: createVectorStore(connection),
        texts: createThreadTexts(connection),
        whenQuiet: until => whenNothingAnswers(database, until),
        makeRows: async ({ workspaceId, roomId, materialized }) => {
          if (materialized === threadRowMaker.version) return true
          if (!parts.workspaces.isOpen(workspaceId)) return false
          return (await (await parts.rooms.open({ workspaceId, roomId })).materialize()).ok
        },
        tell,
        onLogGrown: listener => {
          grown.add(listener)
          return () => void grown.delete(listener)
        },
        saveProgress: async value => {
          const row: MeaningProgressRow = { name: meaningProgressName, value }
          await connection.run(opened => opened.device.put(row))
        },
        pause: async () => {
          await setPaused(true)
        },
      },
      signal,
    )
  }

  whileWished(wished, wiring.signal, (embedder, signal) => {
    navigator.locks.request(lockName, { signal }, () => build(embedder, signal)).catch(() => undefined)
  })

  const remembered = new Map<string, QueryVector>()

  const embedQuery: MeaningCalls['embedQuery'] = async text => {
    const wanted = await wished()
    if (!wanted) return ok(null)
    const modelId = vectorModelId(wanted.embedder)
    const name = `${modelId}\n${text}`
    const known = remembered.get(name)
    if (known) return ok(known)
    const model = await openModel(wanted.embedder)
    if (!model.ok) return model
    const made = await model.value.embed([text], 'query', new AbortController().signal)
    if (!made.ok) return made
    const [vector] = made.value
    if (!vector) return err({ type: 'stream-malformed' })
    remembered.set(name, { modelId, vector })
    for (const oldest of [...remembered.keys()].slice(0, -keptQueries)) remembered.delete(oldest)
    return ok({ modelId, vector })
  }

  return {
    begin: embedder => wish({ embedder, isPaused: false }),
    pause: () => setPaused(true),
    resume: () => setPaused(false),
    remove: async () => {
      const unwished = await connection.run(opened =>
        opened.device.bulkDelete([meaningWishName, meaningProgressName]),
      )
      if (!unwished.ok) return unwished
      // Whoever builds stores what it has and lets go of the lock first.
      const dropped = await navigator.locks.request(lockName, () =>
        connection.run(async opened => {
          await opened.device.delete(meaningProgressName)
          await opened.table('vectors').clear()
        }),
      )
      tell({ type: 'dropped' })
      return dropped
    },
    embedQuery,
  }
}

/** Calls `begin` whenever somebody wants vectors made, by whom; its signal aborts when that has changed. */
const whileWished = (
  wished: () => Promise<MeaningWish | undefined>,
  signal: AbortSignal,
  begin: (embedder: Embedder, signal: AbortSignal) => void,
): void => {
  let current = ''
  let building = new AbortController()
  const subscription = liveQuery(wished).subscribe({
    next: wish => {
      const next = wish && !wish.isPaused ? JSON.stringify(wish.embedder) : ''
      if (next === current) return
      current = next
      building.abort()
      building = new AbortController()
      if (wish && next !== '') begin(wish.embedder, building.signal)
    },
    // Storage that cannot be read is told by whoever wants to write to it.
    error: () => building.abort(),
  })
  signal.addEventListener('abort', () => {
    subscription.unsubscribe()
    building.abort()
  })
}

/** Answers come first, whoever makes them: the processor, or the server of one's own, may be the same. */
const whenNothingAnswers = (database: Database, signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    const answering = liveQuery(async () => {
      const runs = await database.table<RunRow>('runs').toArray()
      return runs.some(
        ({ state, relayedAt }) => relayedAt === undefined && (state === 'waiting' || state === 'streaming'),
      )
    })
    const end = (): void => {
      signal.removeEventListener('abort', end)
      // Told within the subscribing itself, it has no subscription to end yet.
      queueMicrotask(() => subscription.unsubscribe())
      resolve()
    }
    const subscription = answering.subscribe({
      next: isAnswering => {
        if (!isAnswering) end()
      },
      error: end,
    })
    if (signal.aborted) end()
    else signal.addEventListener('abort', end)
  })
