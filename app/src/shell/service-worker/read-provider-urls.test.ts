import { IDBFactory } from 'fake-indexeddb'
import { Dexie } from 'dexie'
import { describe, expect, test } from 'vitest'
import { createDatabase, databaseName as pageDatabaseName } from '../../core/database.ts'
import { featureTables } from '../../features/tables.ts'
import { notedAddressesName } from '../../features/providers/noted-addresses-name.ts'
import { databaseName, readProviderUrls } from './read-provider-urls.ts'

const openDatabase = (factory: IDBFactory) =>
  createDatabase(featureTables, 'weft', { indexedDB: factory, IDBKeyRange: Dexie.dependencies.IDBKeyRange })

test('the service worker reads the database that the page has', () => {
  expect(databaseName).toBe(pageDatabaseName)
})

describe('the addresses of the providers', () => {
  test('are those of the rows, and what is about to be tried', async () => {
    const factory = new IDBFactory()
    const database = openDatabase(factory)
    await database.table('providers').bulkPut([
      { workspaceId: 'w', id: 'a', roomId: 'r', baseUrl: 'https://api.openai.com/v1' },
      { workspaceId: 'w', id: 'b', roomId: 'r', baseUrl: 'http://localhost:11434/v1' },
    ])
    await database.device.put({ name: 'slot', value: ['https://not-this.example'] })
    await database.device.put({ name: notedAddressesName, value: ['https://new.example/v1', 7] })
    expect(await readProviderUrls(factory, 'weft')).toEqual([
      'https://api.openai.com/v1',
      'http://localhost:11434/v1',
      'https://new.example/v1',
    ])
    database.close()
  })

  test('reading never makes a database', async () => {
    const factory = new IDBFactory()
    expect(await readProviderUrls(factory, 'weft')).toEqual([])
    expect(await factory.databases()).toEqual([])
  })

  test('a database without these tables has no addresses', async () => {
    const factory = new IDBFactory()
    const database = new Dexie('weft', { indexedDB: factory, IDBKeyRange: Dexie.dependencies.IDBKeyRange })
    database.version(1).stores({ other: 'id' })
    await database.open()
    expect(await readProviderUrls(factory, 'weft')).toEqual([])
    database.close()
  })
})
