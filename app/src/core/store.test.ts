import 'fake-indexeddb/auto'
import { createMemoryStore, keyToText } from './memory-store.ts'
import { createDexieUnderTest, inBulk } from './testing/dexie-under-test.ts'
import { type StoreUnderTest, storeContract } from './testing/store.contract.ts'

const createMemoryUnderTest = async (): Promise<StoreUnderTest> => {
  let remaining: number | null = null
  const store = createMemoryStore(
    (_table, row) =>
      'workspaceId' in row && 'id' in row ? keyToText([String(row.workspaceId), String(row.id)]) : '',
    () => {
      if (remaining === null) return
      remaining -= 1
      if (remaining < 0) throw new Error('injected')
    },
  )
  return {
    store,
    rows: async table => [...store.rowsOf(table).values()],
    failAt: request => {
      remaining = request
    },
  }
}

storeContract('memory', createMemoryUnderTest)
storeContract('Dexie on a simulated IndexedDB', () => createDexieUnderTest())
storeContract('in bulk, on a simulated IndexedDB', () => createDexieUnderTest(inBulk))
