/**
 * Takes everything of Weft off this browser: databases with threads and keys, cached files of the app, the
 * service worker, small choices. It runs in a document that has not started the engine (`erase-request.ts`), so
 * nothing of this tab holds a database open; other tabs let go when they are told to, and until then the
 * deletion waits. Afterwards it looks again, and says what is still there instead of promising that nothing is.
 */

import { modelCaches } from '../device-models/download/model-file.ts'

/** The stores of a browser, as far as this one has them. */
export interface DeviceStores {
  readonly databases: Pick<IDBFactory, 'databases' | 'deleteDatabase'>
  readonly caches?: Pick<CacheStorage, 'keys' | 'delete'> | undefined
  readonly serviceWorkers?: Pick<ServiceWorkerContainer, 'getRegistrations'> | undefined
  readonly choices: readonly Storage[]
  /** The origin private file system, where the search index and models lie. */
  readonly files?: (() => Promise<FileSystemDirectoryHandle>) | undefined
}

/** What is still there after erasing, by the names a browser's own tools show. Empty: nothing is. */
export interface EraseReport {
  readonly left: readonly string[]
}

/** On localhost other programs have used this origin before us; what they left is not ours to delete. */
const isOurs = (name: string): boolean => /^(weft|workbox)/i.test(name)

/**
 * Erases, then verifies. `onBlocked` is told when another tab still holds a database; the promise goes on by
 * itself as soon as that tab lets go.
 */
export const eraseDevice = async (stores: DeviceStores, onBlocked: () => void): Promise<EraseReport> => {
  for (const name of await databaseNames(stores)) await deleteDatabase(stores.databases, name, onBlocked)
  for (const registration of (await stores.serviceWorkers?.getRegistrations()) ?? [])
    await registration.unregister()
  for (const name of await cacheNames(stores)) await stores.caches?.delete(name)
  const files = await stores.files?.()
  for (const name of await fileNames(stores)) await files?.removeEntry(name, { recursive: true })
  for (const storage of stores.choices) for (const key of choiceNames(storage)) storage.removeItem(key)
  return { left: await whatIsLeft(stores) }
}

const whatIsLeft = async (stores: DeviceStores): Promise<readonly string[]> => [
  ...(await databaseNames(stores)),
  ...(await cacheNames(stores)),
  ...(await fileNames(stores)),
  ...stores.choices.flatMap(choiceNames),
  ...((await stores.serviceWorkers?.getRegistrations()) ?? []).map(({ scope }) => scope),
]

const databaseNames = async ({ databases }: DeviceStores): Promise<readonly string[]> =>
  (await databases.databases()).flatMap(({ name }) => (name !== undefined && isOurs(name) ? [name] : []))

/** Some of the caches of models have the name under which WebLLM looks for them. */
const holdsModels = (name: string): boolean => modelCaches.some(cache => cache === name)

const cacheNames = async ({ caches }: DeviceStores): Promise<readonly string[]> =>
  ((await caches?.keys()) ?? []).filter(name => isOurs(name) || holdsModels(name))

const fileNames = async ({ files }: DeviceStores): Promise<readonly string[]> => {
  const directory = await files?.()
  const names: string[] = []
  for await (const name of directory?.keys() ?? []) if (isOurs(name)) names.push(name)
  return names
}

const choiceNames = (storage: Storage): readonly string[] =>
  Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '').filter(isOurs)

const deleteDatabase = (
  databases: Pick<IDBFactory, 'deleteDatabase'>,
  name: string,
  onBlocked: () => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const request = databases.deleteDatabase(name)
    request.onsuccess = () => resolve()
    request.onerror = () => reject(request.error)
    request.onblocked = onBlocked
  })
