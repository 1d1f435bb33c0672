import 'fake-indexeddb/auto'
import { afterEach, expect, it } from 'vitest'
import { createDatabase, type Database } from '../../core/database.ts'
import { featureTables } from '../tables.ts'
import { measureStorage, sizeOf } from './measure-storage.ts'

const databases: Database[] = []
afterEach(async () => {
  for (const database of databases.splice(0)) await database.delete()
})

/** Nothing is in either, as in a private window. */
const noCaches = { keys: async () => [] }
const noFiles = {
  getDirectory: async () => {
    throw new DOMException('No such place', 'SecurityError')
  },
}

const measure = async (
  rows: Readonly<Record<string, readonly object[]>>,
  usedBytes: number | null,
  caches: object = noCaches,
) => {
  const database = createDatabase(featureTables, `measure-${databases.length}`)
  databases.push(database)
  for (const [table, entries] of Object.entries(rows)) await database.table(table).bulkPut([...entries])
  return measureStorage({
    database,
    caches: caches as unknown as CacheStorage,
    storage: noFiles as unknown as StorageManager,
    modelBytes: 5_000,
    usedBytes,
  })
}

const updateOf = (number: number, size: number) => ({
  workspaceId: 'w',
  roomId: 'r',
  number,
  bytes: new Uint8Array(size),
  touched: [],
})

it('counts texts by their length and bytes by theirs', () => {
  expect(sizeOf({ ab: 'four', list: [new Uint8Array(10), 1] })).toBe(2 + 4 + 4 + 10 + 8)
})

it('names what there is, the largest first, and what the browser has beside it', async () => {
  const kinds = await measure(
    { updates: [updateOf(1, 20_000)], blobs: [{ workspaceId: 'w', id: 'a', size: 9_000, createdAt: 1 }] },
    100_000,
  )
  expect(kinds.map(({ kind }) => kind)).toEqual(['other', 'log', 'attachments', 'models'])
  expect(kinds.find(({ kind }) => kind === 'attachments')).toEqual({
    kind: 'attachments',
    bytes: 9_000,
    freeable: 9_000,
    isEstimate: false,
  })
  expect(kinds.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(100_000)
})

it('says how much of the attachments a server holds, and counts what is unpacked in a cache', async () => {
  const workspaceId = 'wsp_aaaaaaaaaaaaaaaaaaaaaaaaaa'
  const idOf = (letter: string): string => `att_${letter.repeat(26)}`
  const blob = (letter: string, size: number) => ({ workspaceId, id: idOf(letter), size, createdAt: 1 })
  const packed = new Response('x'.repeat(900), {
    headers: { 'content-length': '40', 'content-encoding': 'gzip' },
  })
  const plain = new Response('x', { headers: { 'content-length': '70' } })
  const caches = {
    keys: async () => ['weft-precache', 'weft-model-weights'],
    open: async () => ({ matchAll: async () => [packed, plain, new Response('x'.repeat(30))] }),
  }
  const kinds = await measure(
    {
      blobs: [blob('a', 5_000), blob('b', 300), blob('c', 20)],
      blobUploads: [
        { workspaceId, id: idOf('b'), queuedAt: 1 },
        { workspaceId, id: idOf('c'), queuedAt: 1, refused: 'quota-exceeded' },
      ],
      attachmentTexts: [{ workspaceId, id: idOf('a'), text: 'found' }],
    },
    null,
    caches,
  )
  expect(kinds.find(({ kind }) => kind === 'attachments')).toMatchObject({ bytes: 5_320, freeable: 5_000 })
  expect(kinds.find(({ kind }) => kind === 'app')).toMatchObject({ bytes: 1_000 })
  expect(kinds.map(({ kind }) => kind)).toContain('texts')
  expect(kinds.map(({ kind }) => kind)).not.toContain('search')
})

it('says that a large table is an estimate, and is near it', async () => {
  const updates = Array.from({ length: 1_000 }, (_, number) => updateOf(number, 500 + (number % 7)))
  const kinds = await measure({ updates }, null)
  const log = kinds.find(({ kind }) => kind === 'log')
  expect(log?.isEstimate).toBe(true)
  const exact = updates.reduce((sum, row) => sum + sizeOf(row), 0)
  expect(Math.abs((log?.bytes ?? 0) / exact - 1)).toBeLessThan(0.02)
  expect(kinds.some(({ kind }) => kind === 'other')).toBe(false)
})
