/**
 * The addresses the provider worker may reach, read from the database by hand: the service worker must neither
 * create the database nor upgrade it, and it starts faster without Dexie. Two sources: the providers' rows, and
 * the device's row `origins`, in which the page notes an address before its connection is tested and before the
 * provider is saved.
 */

import { notedAddressesName } from '../../features/providers/noted-addresses-name.ts'

/** As in `core/database.ts`, which would bring Dexie along; a test holds the two together. */
export const databaseName = 'weft'

const textOf = (row: unknown, field: string): readonly string[] => {
  if (typeof row !== 'object' || row === null) return []
  const value: unknown = Reflect.get(row, field)
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter(entry => typeof entry === 'string') : []
}

const openExisting = (factory: IDBFactory, name: string): Promise<IDBDatabase | undefined> =>
  new Promise(resolve => {
    const request = factory.open(name)
    // There is none yet: opening would make an empty one that no Weft could use.
    request.onupgradeneeded = () => request.transaction?.abort()
    request.onerror = () => resolve(undefined)
    request.onblocked = () => resolve(undefined)
    request.onsuccess = () => resolve(request.result)
  })

const readAll = (database: IDBDatabase, table: string): Promise<readonly unknown[]> =>
  new Promise((resolve, reject) => {
    if (!database.objectStoreNames.contains(table)) return resolve([])
    const request = database.transaction(table).objectStore(table).getAll()
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

/** Base URLs of the providers. Empty when the storage cannot be read: then no provider can be asked either. */
export const readProviderUrls = async (factory: IDBFactory, name: string): Promise<readonly string[]> => {
  const database = await openExisting(factory, name)
  if (database === undefined) return []
  // A tab that wants to upgrade or erase must not wait for us.
  database.onversionchange = () => database.close()
  try {
    const [providers, device] = await Promise.all([
      readAll(database, 'providers'),
      readAll(database, 'device'),
    ])
    const tried = device.filter(row => textOf(row, 'name')[0] === notedAddressesName)
    return [
      ...providers.flatMap(row => textOf(row, 'baseUrl')),
      ...tried.flatMap(row => textOf(row, 'value')),
    ]
  } catch {
    return []
  } finally {
    database.close()
  }
}
