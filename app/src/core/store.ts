/**
 * The port to durable storage, and its errors. One `commit` is one atomic step: log, rows, marks and head
 * change together or not at all, and only when the log still ends where the caller thought it did.
 * `store.contract.ts` says what every implementation must do.
 */

import type { Result, TaggedError } from '@weft/shared/result.ts'
import type { RoomRef } from './room-ref.ts'

/**
 * storage-full: no room on the disk or in the quota. storage-lost: the connection died and could not be
 * opened again. storage-blocked: another tab holds an older version open. storage-newer: a newer Weft has
 * written this database. storage-unavailable: this browser or mode stores nothing. storage-failed: anything
 * else, with the browser's own words.
 */
export type StorageError = TaggedError<
  | 'storage-full'
  | 'storage-lost'
  | 'storage-blocked'
  | 'storage-newer'
  | 'storage-unavailable'
  | 'storage-failed'
> & { readonly detail?: string }

/** Another tab committed first: the log ends at `head`. Nothing was written. */
export interface HeadMoved extends TaggedError<'head-moved'> {
  readonly head: number
}

export type RowWrite =
  | { readonly type: 'put'; readonly table: string; readonly row: object }
  | { readonly type: 'delete'; readonly table: string; readonly key: string | readonly string[] }

export interface LogEntry {
  readonly bytes: Uint8Array
  /** Map keys this update changed. */
  readonly touched: readonly string[]
}

export interface MarkWrite {
  readonly key: string
  /** The value to remember, or null to forget it. */
  readonly sealed: Uint8Array | null
}

export interface Commit extends RoomRef {
  /** The number the log must end with, or nothing is written. */
  readonly expectedHead: number
  readonly updates: readonly LogEntry[]
  readonly rows: readonly RowWrite[]
  readonly marks: readonly MarkWrite[]
  /** The version of the rows after this commit. */
  readonly materialized: number
  /** Derived tables whose rows of this room are dropped first: a rebuild. */
  readonly dropped: readonly string[]
  /** Rooms of the same workspace that go with everything they hold: log, rows, marks, drafts. */
  readonly forgotten: readonly RoomRef[]
}

export interface StoredUpdate {
  readonly number: number
  readonly bytes: Uint8Array
}

export interface StoredRoom {
  readonly head: number
  readonly materialized: number
  readonly snapshot: StoredUpdate | null
  /** Updates after the snapshot in order, without those set aside. */
  readonly updates: readonly StoredUpdate[]
  readonly marks: ReadonlyMap<string, Uint8Array>
  /** How many updates are set aside as damaged. */
  readonly damaged: number
}

export interface Store {
  /** A room that was never written has head 0 and nothing else. */
  readonly load: (room: RoomRef) => Promise<Result<StoredRoom, StorageError>>
  /** Updates after `number`, in order, without those set aside. */
  readonly since: (room: RoomRef, number: number) => Promise<Result<readonly StoredUpdate[], StorageError>>
  /** The new head. */
  readonly commit: (commit: Commit) => Promise<Result<number, HeadMoved | StorageError>>
  /** Sets an update aside that does not decode or apply: it stays stored and is never loaded again. */
  readonly setAside: (room: RoomRef, number: number) => Promise<Result<void, StorageError>>
  /** Every room there is. */
  readonly rooms: () => Promise<Result<readonly RoomRef[], StorageError>>
}
