import { IDBFactory } from 'fake-indexeddb'
import { expect, test, vi } from 'vitest'
import { type DeviceStores, eraseDevice } from './erase-device.ts'

const openDatabase = (factory: IDBFactory, name: string): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = factory.open(name)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

const createDatabase = async (factory: IDBFactory, name: string): Promise<void> =>
  (await openDatabase(factory, name)).close()

const storageOf = (...keys: readonly string[]): Storage => {
  const values = new Map(keys.map(key => [key, '1']))
  return {
    get length() {
      return values.size
    },
    key: index => [...values.keys()][index] ?? null,
    getItem: key => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: key => void values.delete(key),
    clear: () => values.clear(),
  }
}

const cachesOf = (...names: readonly string[]) => {
  const left = new Set(names)
  return { keys: async () => [...left], delete: async (name: string) => left.delete(name) }
}

const names = async (factory: IDBFactory): Promise<readonly (string | undefined)[]> =>
  (await factory.databases()).map(({ name }) => name)

test('takes away what is ours and nothing else', async () => {
  const databases = new IDBFactory()
  for (const name of ['weft', 'weft-search', 'other-app']) await createDatabase(databases, name)
  const caches = cachesOf(
    'workbox-precache-v2-http://localhost:8787/',
    'weft/onnx',
    'weft/pieces',
    'weft-on-demand-onnx',
    'webllm/model',
    'webllm/wasm',
    'other-app',
  )
  const local = storageOf('weft.theme', 'weft.language', 'other-app')
  const session = storageOf('weft.erase')
  const onBlocked = vi.fn()

  const report = await eraseDevice({ databases, caches, choices: [local, session] }, onBlocked)

  expect(report).toEqual({ left: [] })
  expect(await names(databases)).toEqual(['other-app'])
  expect(await caches.keys()).toEqual(['other-app'])
  expect([local.length, session.length]).toEqual([1, 0])
  expect(onBlocked).not.toHaveBeenCalled()
})

test('waits for a tab that still holds a database, says so, and goes on by itself', async () => {
  const databases = new IDBFactory()
  const held = await openDatabase(databases, 'weft')
  const blocked = Promise.withResolvers<void>()
  const erasing = eraseDevice({ databases, choices: [] }, blocked.resolve)
  await blocked.promise
  expect(await names(databases)).toEqual(['weft'])
  held.close()
  expect(await erasing).toEqual({ left: [] })
  expect(await names(databases)).toEqual([])
})

test('says what is still there instead of promising that nothing is', async () => {
  const databases = new IDBFactory()
  await createDatabase(databases, 'weft')
  const stubborn: DeviceStores = {
    databases: {
      databases: () => databases.databases(),
      // Another tab makes the database anew as soon as it is gone.
      deleteDatabase: name => databases.deleteDatabase(`${name}-elsewhere`),
    },
    caches: { keys: async () => ['workbox-runtime'], delete: async () => false },
    choices: [],
  }
  expect(await eraseDevice(stubborn, () => undefined)).toEqual({ left: ['weft', 'workbox-runtime'] })
})

test('ends the service worker', async () => {
  const registrations = [
    { scope: 'http://localhost:8787/', unregister: async () => registrations.pop() !== undefined },
  ]
  const serviceWorkers = { getRegistrations: async () => [...registrations] }
  const report = await eraseDevice(
    {
      databases: new IDBFactory(),
      // Only what is used of a registration.
      serviceWorkers: serviceWorkers as unknown as ServiceWorkerContainer,
      choices: [],
    },
    () => undefined,
  )
  expect([report.left, registrations.length]).toEqual([[], 0])
})
