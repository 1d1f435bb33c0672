/**
 * The one IndexedDB database. Three kinds of tables: the log (what happened: `updates`, `snapshots`, `rooms`),
 * derived rows (what pages read; can be dropped and made again) and device tables (what belongs to this device
 * and exists nowhere else; never dropped). Feature row tables are handed in, so that the engine has no product
 * words.
 */

import type { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import { Dexie, type DexieOptions, type Table } from 'dexie'

/** One Yjs update of one room. A row without `serverNumber` is what a server has not confirmed: the outbox. */
export interface UpdateRow {
  readonly workspaceId: WorkspaceId
  readonly roomId: RoomId
  /** 1, 2, 3… within the room on this device. */
  readonly number: number
  readonly bytes: Uint8Array
  /** Keys of what it changed, so that each item can say whether it is saved, waiting or synced. */
  readonly touched: readonly string[]
  readonly serverNumber?: number
  /** Set aside: the bytes do not decode or do not apply. Kept, never applied, shown. */
  readonly damaged?: 1
}

/** A room's state up to and including update `number`. */
export interface SnapshotRow {
  readonly workspaceId: WorkspaceId
  readonly roomId: RoomId
  readonly number: number
  readonly bytes: Uint8Array
}

export interface RoomRow {
  readonly workspaceId: WorkspaceId
  readonly roomId: RoomId
  /** The number of the newest update in the log: what a commit compares and raises. */
  readonly head: number
  /** The version of `rows.ts` that made this room's rows; another version makes them again. */
  readonly materialized: number
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

export interface BlobRow {
  readonly workspaceId: WorkspaceId
  readonly id: string
  readonly sealed: Uint8Array
  readonly size: number
  readonly createdAt: number
}

/** Small facts of this device by name (`slot`, `workspace`). */
export interface DeviceRow {
  readonly name: string
  readonly value: unknown
}

export interface Database extends Dexie {
  readonly updates: Table<UpdateRow, [WorkspaceId, RoomId, number]>
  readonly snapshots: Table<SnapshotRow, [WorkspaceId, RoomId]>
  readonly rooms: Table<RoomRow, [WorkspaceId, RoomId]>
  readonly marks: Table<MarkRow, [WorkspaceId, RoomId, string]>
  readonly keys: Table<KeyRow, string>
  readonly blobs: Table<BlobRow, [WorkspaceId, string]>
  readonly device: Table<DeviceRow, string>
}

/** Dexie schemas by version, oldest first. A version that was released is never edited; `fixtures/` opens each. */
const engineTables = {
  updates: '[workspaceId+roomId+number]',
  snapshots: '[workspaceId+roomId]',
  rooms: '[workspaceId+roomId]',
  marks: '[workspaceId+roomId+key]',
  keys: 'id',
  blobs: '[workspaceId+id]',
  device: 'name',
}

export const databaseName = 'weft'

/** The newest version this Weft knows. Dexie opens a newer one without a word, so `isNewerDatabase` must be asked. */
const databaseVersion = 1

/** Dexie numbers its versions by tens, to leave room between them. */
const nativeVersionFactor = 10

/** Was this open database written by a newer Weft? Its pages may be read; nothing may be written into it. */
export const isNewerDatabase = (database: Database): boolean =>
  database.backendDB().version > databaseVersion * nativeVersionFactor

/** Opens nothing yet: Dexie opens at the first use. */
export const createDatabase = (
  rowTables: Readonly<Record<string, string>>,
  name: string = databaseName,
  options?: DexieOptions,
): Database => {
  const database = new Dexie(name, { chromeTransactionDurability: 'strict', ...options })
  database.version(databaseVersion).stores({ ...engineTables, ...rowTables })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Dexie declares its tables at run time; here they get their types
  return database as Database
}
