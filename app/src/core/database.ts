/**
 * The one IndexedDB database. Three kinds of tables: the log (what happened: `updates`, `snapshots`, `rooms`),
 * derived rows (what pages read; can be dropped and made again) and device tables (what belongs to this device
 * and exists nowhere else; never dropped). Feature row tables are handed in, so that the engine has no product
 * words.
 */

import type { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import { Dexie, type DexieOptions, type Table, type Transaction } from 'dexie'
import type { AsideReason } from './aside.ts'
import type { Cursor } from './store.ts'

/** One Yjs update of one room. A row without `serverNumber` is what a server has not confirmed: the outbox. */
export interface UpdateRow {
  readonly workspaceId: WorkspaceId
  readonly roomId: RoomId
  /** 1, 2, 3… within the room on this device. */
  readonly number: number
  readonly bytes: Uint8Array
  /** Keys of what it changed, so that each item can say whether it is saved, waiting or synced. */
  readonly touched: readonly string[]
  /** The workspace's number, or 0 where the server gave none: a server holds it. */
  readonly serverNumber?: number
  /** It waited here until the server confirmed it. */
  readonly own?: 1
  /** Kept, never applied, shown; present only then, so that the index holds only those. */
  readonly aside?: AsideReason
}

/**
 * One small row for each update that waits for a server: IndexedDB has no index of what a row lacks, and a page that
 * asks what waits must not read sealed bytes. Only `dexie-outbox.ts` writes it, together with the update.
 */
export interface OutboxRow {
  readonly workspaceId: WorkspaceId
  readonly roomId: RoomId
  readonly number: number
  readonly touched: readonly string[]
}

/** A room's state: every update that was folded into it, the newest of them `number`. All of them are on a server. */
export interface SnapshotRow {
  readonly workspaceId: WorkspaceId
  readonly roomId: RoomId
  readonly number: number
  readonly bytes: Uint8Array
  /** It does not apply any more. Kept, and never loaded. */
  readonly damaged?: 1
}

export interface RoomRow {
  readonly workspaceId: WorkspaceId
  readonly roomId: RoomId
  /** The number of the newest update in the log: what a commit compares and raises. */
  readonly head: number
  /** The version of `rows.ts` that made this room's rows; another version makes them again. */
  readonly materialized: number
  /** When the log last grew, in milliseconds. */
  readonly writtenAt: number
  /** The number of the snapshot; absent without one. */
  readonly foldedThrough?: number
  /** Something is to be sent; absent otherwise, so that the index holds only such rooms. */
  readonly waiting?: 1
  /** The whole state is to be sent, because the server's database was restored. */
  readonly refill?: 1
}

/** How far this device is with a workspace's server. */
export interface CursorRow extends Cursor {
  readonly workspaceId: WorkspaceId
}

/** What this device knows a document must still hold although the document no longer does (design, section 3). */
export interface MarkRow {
  readonly workspaceId: WorkspaceId
  readonly roomId: RoomId
  /** `m:` or `r:` and the map key. */
  readonly key: string
  /** The sealed value as it stood before it was taken away or put back to an older one. */
  readonly sealed: Uint8Array
}

export interface KeyRow {
  /** `device`, `workspace:<id>` or `credentials:<provider id>`. */
  readonly id: string
  /** A non-extractable CryptoKey for `device`; sealed bytes for the others. */
  readonly value: CryptoKey | Uint8Array
  readonly workspaceId?: WorkspaceId
}

/** A blob that is whole on this device. */
export interface BlobRow {
  readonly workspaceId: WorkspaceId
  readonly id: string
  /** All of it in one envelope, as version 1 sealed it; absent where it lies in `blobPieces`. */
  readonly sealed?: Uint8Array
  /** Of the plaintext. */
  readonly size: number
  readonly createdAt: number
}

/** One sealed piece; also of blobs that are still coming, or still being sealed, and have no row yet. */
export interface BlobPieceRow {
  readonly workspaceId: WorkspaceId
  readonly id: string
  readonly number: number
  readonly bytes: Uint8Array
}

/** A blob that no server has confirmed: the queue of uploads. */
export interface BlobUploadRow {
  readonly workspaceId: WorkspaceId
  readonly id: string
  readonly queuedAt: number
  /** Why the server does not take it: shown, and tried again only when asked. */
  readonly refused?: string
}

/** Small facts of this device by name (`slot`, `workspace`). */
export interface DeviceRow {
  readonly name: string
  readonly value: unknown
}

export interface Database extends Dexie {
  readonly updates: Table<UpdateRow, [WorkspaceId, RoomId, number]>
  readonly outbox: Table<OutboxRow, [WorkspaceId, RoomId, number]>
  readonly cursors: Table<CursorRow, WorkspaceId>
  readonly snapshots: Table<SnapshotRow, [WorkspaceId, RoomId]>
  readonly rooms: Table<RoomRow, [WorkspaceId, RoomId]>
  readonly marks: Table<MarkRow, [WorkspaceId, RoomId, string]>
  readonly keys: Table<KeyRow, string>
  readonly blobs: Table<BlobRow, [WorkspaceId, string]>
  readonly blobPieces: Table<BlobPieceRow, [WorkspaceId, string, number]>
  readonly blobUploads: Table<BlobUploadRow, [WorkspaceId, string]>
  readonly device: Table<DeviceRow, string>
}

/** Dexie schemas by version, oldest first. A version that was released is never edited; `__fixtures__` has each. */
const firstTables = {
  updates: '[workspaceId+roomId+number]',
  snapshots: '[workspaceId+roomId]',
  rooms: '[workspaceId+roomId]',
  marks: '[workspaceId+roomId+key]',
  keys: 'id',
  blobs: '[workspaceId+id]',
  device: 'name',
}

const syncTables = {
  updates: '[workspaceId+roomId+number], [workspaceId+aside]',
  outbox: '[workspaceId+roomId+number]',
  cursors: 'workspaceId',
  blobPieces: '[workspaceId+id+number]',
  blobUploads: '[workspaceId+id]',
  rooms: '[workspaceId+roomId], [workspaceId+waiting+writtenAt]',
}

export const databaseName = 'weft'

/** The newest version this Weft knows. Dexie opens a newer one without a word, so `isNewerDatabase` must be asked. */
const databaseVersion = 4

/** Dexie numbers its versions by tens, to leave room between them. */
const nativeVersionFactor = 10

/** Was this open database written by a newer Weft? Its pages may be read; nothing may be written into it. */
export const isNewerDatabase = (database: Database): boolean =>
  database.backendDB().version > databaseVersion * nativeVersionFactor

/** An update of version 1, where the only reason to set one aside had no name. */
type FirstUpdateRow = UpdateRow & { readonly damaged?: 1 }

/** Before there was a server to confirm anything, everything waits. */
const fillOutbox = async (transaction: Transaction): Promise<void> => {
  const waiting: OutboxRow[] = []
  const damaged: FirstUpdateRow[] = []
  // One row at a time: all bytes of ten years at once are more than a phone has.
  await transaction.table<FirstUpdateRow>('updates').each(row => {
    const { workspaceId, roomId, number, touched } = row
    if (row.damaged !== undefined) damaged.push(row)
    else if (row.serverNumber === undefined) waiting.push({ workspaceId, roomId, number, touched })
  })
  await transaction.table('outbox').bulkAdd(waiting)
  const aside = damaged.map(({ damaged: _damaged, ...row }) => ({ ...row, aside: 'damaged' }))
  await transaction.table('updates').bulkPut(aside)
  const addresses = new Set(waiting.map(({ workspaceId, roomId }) => `${workspaceId}/${roomId}`))
  const rooms = await transaction.table<RoomRow>('rooms').toArray()
  const filled = rooms.map(room => ({
    ...room,
    writtenAt: 0,
    ...(addresses.has(`${room.workspaceId}/${room.roomId}`) ? { waiting: 1 } : {}),
  }))
  await transaction.table('rooms').bulkPut(filled)
}

/** By keys alone: the bytes of all pictures at once are more than a phone has. */
const queueBlobs = async (transaction: Transaction): Promise<void> => {
  const keys = await transaction.table<BlobRow, [WorkspaceId, string]>('blobs').toCollection().primaryKeys()
  await transaction
    .table('blobUploads')
    .bulkAdd(keys.map(([workspaceId, id]): BlobUploadRow => ({ workspaceId, id, queuedAt: 0 })))
}

/** What the features declare, by the version that brought it. */
export interface FeatureTables {
  readonly first: Readonly<Record<string, string>>
  readonly third?: Readonly<Record<string, string>>
  readonly fourth?: Readonly<Record<string, string>>
}

/** Opens nothing yet: Dexie opens at the first use. */
export const createDatabase = (
  { first, third = {}, fourth = {} }: FeatureTables,
  name: string = databaseName,
  options?: DexieOptions,
): Database => {
  const database = new Dexie(name, { chromeTransactionDurability: 'strict', ...options })
  database.version(1).stores({ ...firstTables, ...first })
  database
    .version(2)
    .stores(syncTables)
    .upgrade(async transaction => {
      await fillOutbox(transaction)
      await queueBlobs(transaction)
    })
  database.version(3).stores({ ...third })
  database.version(databaseVersion).stores({ ...fourth })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Dexie declares its tables at run time; here they get their types
  return database as Database
}
