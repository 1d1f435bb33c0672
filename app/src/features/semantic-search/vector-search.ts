/**
 * What the worker of vectors does: holds all vectors of the model that was asked for last, reads again what it is told
 * has changed, and searches. It starts with the first question and is gone with its page.
 */

import { Dexie } from 'dexie'
import { createEntryQueue } from '../../core/entry-queue.ts'
import type { Database } from '../../core/database.ts'
import { createDotKernel, createKernelMemory } from './dot-kernel.ts'
import type { VectorKey } from './tables.ts'
import type { VectorChange } from './vector-changes.ts'
import { createVectorIndex, type PassageHit, type VectorIndex } from './vector-index.ts'
import { vectorsOf } from './vector-store.ts'

export interface VectorSearch {
  readonly search: (modelId: string, query: Float32Array, limit: number) => Promise<readonly PassageHit[]>
}

export interface VectorSearchDeps {
  readonly database: Database
  /** `vectorChangesChannel`. */
  readonly channel: Pick<BroadcastChannel, 'addEventListener'>
}

/** Rows that are read at once. */
const pageSize = 100

interface Loaded {
  readonly modelId: string
  readonly index: VectorIndex
}

export const createVectorSearch = ({ database, channel }: VectorSearchDeps): VectorSearch => {
  // One after the other: what changes while everything is read is read once more after it.
  const enqueue = createEntryQueue()
  let loaded: Loaded | null = null

  const load = async (modelId: string, dimension: number): Promise<Loaded> => {
    loaded = null
    const memory = createKernelMemory()
    const index = createVectorIndex(await createDotKernel(memory), dimension)
    const keys = await vectorsOf(database)
      .where('[modelId+workspaceId+roomId]')
      .between([modelId, Dexie.minKey], [modelId, Dexie.maxKey])
      .primaryKeys()
    for (let from = 0; from < keys.length; from += pageSize) {
      for (const row of await vectorsOf(database).bulkGet(keys.slice(from, from + pageSize))) {
        if (row) index.put(row)
      }
    }
    loaded = { modelId, index }
    return loaded
  }

  const read = async ([modelId, workspaceId, roomId]: VectorKey): Promise<void> => {
    if (loaded?.modelId !== modelId) return
    const row = await vectorsOf(database).get([modelId, workspaceId, roomId])
    if (row) loaded.index.put(row)
    else loaded.index.drop(roomId)
  }

  channel.addEventListener('message', ({ data: change }: MessageEvent<VectorChange>) => {
    if (change.type === 'thread')
      void enqueue(() => read([change.modelId, change.workspaceId, change.roomId]))
    else
      void enqueue(async () => {
        loaded = null
      })
  })

  return {
    search: (modelId, query, limit) =>
      enqueue(async () => {
        const { index } = loaded?.modelId === modelId ? loaded : await load(modelId, query.length)
        return index.search(query, limit)
      }),
  }
}
