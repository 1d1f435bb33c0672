/**
 * What takes the room on this device, by kind. Files and models know their sizes. Of tables with many rows some rows are
 * measured and the others taken to be like them: the browser says the sum of everything, and nothing of its parts.
 */

import type { Database } from '../../core/database.ts'

export type StorageKind =
  | 'attachments'
  | 'log'
  | 'rows'
  | 'search'
  | 'texts'
  | 'vectors'
  | 'models'
  | 'app'
  | 'drafts'
  | 'exports'
  | 'other'

export interface MeasuredKind {
  readonly kind: StorageKind
  readonly bytes: number
  /** From some rows of many. */
  readonly isEstimate: boolean
  /** Of attachments, what a server has confirmed and so need not be here. */
  readonly freeable?: number
}

/** Rows at either end of a table that are measured. */
const sampled = 100

/** Bytes of a value as it is stored, about: IndexedDB packs it otherwise, and may compress it. */
export const sizeOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length
  if (ArrayBuffer.isView(value)) return value.byteLength
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + sizeOf(each), 0)
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).reduce((sum, [name, each]) => sum + name.length + sizeOf(each), 0)
  return 8
}

const meanOf = (rows: readonly unknown[]): number =>
  rows.length === 0 ? 0 : rows.reduce((sum: number, row) => sum + sizeOf(row), 0) / rows.length

const measureTables = async (
  database: Pick<Database, 'table'>,
  names: readonly string[],
): Promise<Omit<MeasuredKind, 'kind'>> => {
  let bytes = 0
  let isEstimate = false
  for (const name of names) {
    const table = database.table(name)
    const count = await table.count()
    if (count <= 2 * sampled) bytes += meanOf(await table.toArray()) * count
    else {
      const [first, last] = await Promise.all([
        table.limit(sampled).toArray(),
        table.reverse().limit(sampled).toArray(),
      ])
      bytes += meanOf([...first, ...last]) * count
      isEstimate = true
    }
  }
  return { bytes: Math.round(bytes), isEstimate }
}

const measureAttachments = async (
  database: Pick<Database, 'blobs' | 'blobUploads'>,
): Promise<{ readonly bytes: number; readonly freeable: number }> => {
  // The queue of uploads has what no server has confirmed; the engine asks the server besides.
  const waiting = new Set((await database.blobUploads.toCollection().primaryKeys()).map(key => key.join('/')))
  let bytes = 0
  let freeable = 0
  await database.blobs.each(({ workspaceId, id, size }) => {
    bytes += size
    if (!waiting.has(`${workspaceId}/${id}`)) freeable += size
  })
  return { bytes, freeable }
}

/** What an answer says of its length, unless that was of a packed one: it is stored unpacked. */
const sizeOfAnswer = async (response: Response): Promise<number> => {
  const said = response.headers.get('content-length')
  return said === null || response.headers.has('content-encoding')
    ? (await response.blob()).size
    : Number(said)
}

/** Of the caches of the app; those of models are not among them. */
const measureApp = async (caches: CacheStorage, isOfApp: (name: string) => boolean): Promise<number> => {
  let bytes = 0
  for (const name of (await caches.keys()).filter(isOfApp))
    for (const response of await (await caches.open(name)).matchAll()) bytes += await sizeOfAnswer(response)
  return bytes
}

/** Where `save-stream.ts` keeps what was made for download. */
const exportsFolder = 'weft-exports'

const measureExports = async (storage: StorageManager): Promise<number> => {
  try {
    const folder = await (await storage.getDirectory()).getDirectoryHandle(exportsFolder)
    let bytes = 0
    for await (const handle of folder.values())
      if (handle instanceof FileSystemFileHandle) bytes += (await handle.getFile()).size
    return bytes
  } catch (cause) {
    // Nothing was ever made for download, or this browser has no such place.
    if (cause instanceof DOMException) return 0
    throw cause
  }
}

interface MeasureDeps {
  readonly database: Database
  readonly caches: CacheStorage
  readonly storage: StorageManager
  /** Of models that are here, as their rows say. */
  readonly modelBytes: number
  /** All that this origin uses, as the browser says; null where it says nothing. */
  readonly usedBytes: number | null
}

/** Of the service worker and of what runs models; those of the models themselves begin otherwise. */
const isOfApp = (name: string): boolean => /precache|^weft-/.test(name) && !/model/.test(name)

export const measureStorage = async (deps: MeasureDeps): Promise<readonly MeasuredKind[]> => {
  const { database, caches, storage, modelBytes, usedBytes } = deps
  const tables = async (kind: StorageKind, ...names: readonly string[]): Promise<MeasuredKind> => ({
    kind,
    ...(await measureTables(database, names)),
  })
  const exact = (kind: StorageKind, bytes: number): MeasuredKind => ({ kind, bytes, isEstimate: false })
  const kinds = [
    await tables('log', 'updates', 'snapshots'),
    await tables('rows', 'threads', 'messages', 'folders', 'providers', 'modelSettings', 'settings'),
    await tables('search', 'searchBlocks', 'searchSegments', 'searchRooms'),
    await tables('texts', 'attachmentTexts'),
    await tables('vectors', 'vectors'),
    { kind: 'attachments' as const, isEstimate: false, ...(await measureAttachments(database)) },
    exact('models', modelBytes),
    exact('app', await measureApp(caches, isOfApp)),
    await tables('drafts', 'drafts'),
    exact('exports', await measureExports(storage)),
  ]
  const rest = (usedBytes ?? 0) - kinds.reduce((sum, { bytes }) => sum + bytes, 0)
  const all = rest > 0 ? [...kinds, { kind: 'other' as const, bytes: rest, isEstimate: true }] : kinds
  return all.filter(({ bytes }) => bytes > 0).toSorted((a, b) => b.bytes - a.bytes)
}

export const dropExports = async (storage: StorageManager): Promise<void> => {
  await (await storage.getDirectory()).removeEntry(exportsFolder, { recursive: true })
}
