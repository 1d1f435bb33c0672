/** A Dexie store whose requests can be made to fail, for the contract and for storage faults. */

import { systemEnv } from '@weft/shared/env.ts'
import type { DBCore, DBCoreTable } from 'dexie'
import { type BulkStore, createBulkStore } from '../bulk-store.ts'
import { createDatabase, type Database } from '../database.ts'
import { createDexieConnection } from '../dexie-connection.ts'
import { createDexieStore, type DexieStore } from '../dexie-store.ts'
import type { Store } from '../store.ts'
import type { StoreUnderTest } from './store.contract.ts'

/** Throws what `fault` gives before a request reaches the database; undefined lets it pass. */
export const injectFaults = (database: Database, fault: (table: string) => Error | undefined): void => {
  const guard = (table: DBCoreTable): DBCoreTable => {
    const before = (): void => {
      const error = fault(table.name)
      if (error) throw error
    }
    return {
      ...table,
      mutate: request => {
        before()
        return table.mutate(request)
      },
      get: request => {
        before()
        return table.get(request)
      },
    }
  }
  database.use({
    stack: 'dbcore',
    name: 'faults',
    create: (core: DBCore) => ({ ...core, table: name => guard(core.table(name)) }),
  })
}

/** The store for what comes in bulk, over the same connection. */
export const inBulk = (store: DexieStore): BulkStore =>
  createBulkStore({ store, commitAll: store.commitAll, maxGroup: 16 })

let created = 0

export const createDexieUnderTest = async (
  over: (store: DexieStore) => Store = store => store,
): Promise<StoreUnderTest> => {
  created += 1
  const name = `contract-${created}`
  const database = createDatabase({ first: { notes: '[workspaceId+id], [workspaceId+roomId]' } }, name)
  await database.delete()
  let remaining: number | null = null
  injectFaults(database, () => {
    if (remaining === null) return undefined
    remaining -= 1
    return remaining < 0 ? new Error('injected') : undefined
  })
  await database.open()
  const store = createDexieStore(createDexieConnection(database, systemEnv), ['notes'])
  return {
    store: over(store),
    rows: table => database.table<object>(table).toArray(),
    failAt: request => {
      remaining = request
    },
  }
}
