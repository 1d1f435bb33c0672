/** The table of vectors, read and written by whoever makes them. */

import type { ThreadId } from '@weft/shared/ids.ts'
import type { Result } from '@weft/shared/result.ts'
import { Dexie, type Table } from 'dexie'
import type { Database } from '../../core/database.ts'
import type { DexieConnection } from '../../core/dexie-connection.ts'
import type { StorageError } from '../../core/store.ts'
import type { VectorKey, VectorRow } from './tables.ts'

/** What is known of a thread's vectors without reading one. */
export interface MadeThread {
  readonly key: VectorKey
  readonly madeFrom: string
  readonly size: number
}

type Stored<T> = Promise<Result<T, StorageError>>

export interface VectorStore {
  readonly made: (modelId: string) => Stored<ReadonlyMap<ThreadId, MadeThread>>
  readonly read: (key: VectorKey) => Stored<VectorRow | undefined>
  /** Rows that hold the vectors of these texts: for each text that has one, one. */
  readonly holding: (hashes: readonly string[]) => Stored<readonly VectorRow[]>
  readonly put: (row: VectorRow) => Stored<void>
  readonly drop: (keys: readonly VectorKey[]) => Stored<void>
  /** Vectors of other models; without a model all of them. */
  readonly dropAllBut: (modelId: string | undefined) => Stored<void>
}

export const vectorsOf = (database: Database): Table<VectorRow, VectorKey> => database.table('vectors')

const primary = '[modelId+workspaceId+roomId]'
const madeIndex = '[modelId+workspaceId+roomId+madeFrom+size]'

export const createVectorStore = ({ run }: Pick<DexieConnection, 'run'>): VectorStore => ({
  made: modelId =>
    run(async database => {
      const keys = await vectorsOf(database)
        .where(madeIndex)
        .between([modelId, Dexie.minKey], [modelId, Dexie.maxKey])
        .keys()
      return new Map(keys.map(toMade).map(made => [made.key[2], made]))
    }),
  read: key => run(database => vectorsOf(database).get(key)),
  holding: hashes =>
    run(async database => {
      const keyByRoom = new Map<ThreadId, VectorKey>()
      // Each text once: “Thanks!” stands in thousands of threads, and every one of them would be read.
      await vectorsOf(database)
        .where('hashes')
        .anyOf(hashes)
        .eachUniqueKey((_hash, { primaryKey }) => keyByRoom.set(primaryKey[2], primaryKey))
      const rows = await vectorsOf(database).bulkGet([...keyByRoom.values()])
      return rows.filter(row => row !== undefined)
    }),
  put: row =>
    run(async database => {
      await vectorsOf(database).put(row)
    }),
  drop: keys => run(database => vectorsOf(database).bulkDelete([...keys])),
  dropAllBut: modelId =>
    run(async database => {
      const vectors = vectorsOf(database)
      if (modelId === undefined) return vectors.clear()
      await vectors.where(primary).below([modelId, Dexie.minKey]).delete()
      await vectors.where(primary).above([modelId, Dexie.maxKey]).delete()
    }),
})

const toMade = (indexKey: unknown): MadeThread => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of `madeIndex`, whose fields are those of the row
  const [modelId, workspaceId, roomId, madeFrom, size] = indexKey as [...VectorKey, string, number]
  return { key: [modelId, workspaceId, roomId], madeFrom, size }
}
