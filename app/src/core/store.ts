/**
 * The port to durable storage, and its errors. One `commit` is one atomic step: log, rows, marks and head
 * change together or not at all, and only when the log still ends where the caller thought it did.
 * `store.contract.ts` says what every implementation must do.
 */

import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { DoneRange } from '@weft/shared/protocol/done-ranges.ts'
import type { Result, TaggedError } from '@weft/shared/result.ts'
import type { AsideReason } from './aside.ts'
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
  /**
   * The workspace's number of an update that came from the server; 0 when it came from there without one. Absent for
   * what a server has not confirmed: it waits in the outbox.
   */
  readonly serverNumber?: number
  /** Stored, shown and never applied: what came is no sound update, and must not stop the sync (`aside.ts`). */
  readonly aside?: AsideReason
}

export interface MarkWrite {
  readonly key: string
  /** The value to remember, or null to forget it. */
  readonly sealed: Uint8Array | null
}

export interface ForgottenRoom extends RoomRef {
  /** It goes only if its log still ends here: what another tab has written since is not lost unseen. */
  readonly head?: number
}

/** Where something was written, in a room that is not the one in question. */
export interface WrittenPlace extends RoomRef {
  /** The beginning of a place: a register without its slot. */
  readonly place: string
}

export interface Commit extends RoomRef {
  /** The number the log must end with, or nothing is written. */
  readonly expectedHead: number
  readonly updates: readonly LogEntry[]
  readonly rows: readonly RowWrite[]
  readonly marks: readonly MarkWrite[]
  /** The version of the rows after this commit. */
  readonly materialized: number
  /**
   * The version of the stored rows that `rows` are an addition to. Another means that another tab has made or left out
   * rows without moving the head: nothing is written, as if it had moved. Absent where rows are made from nothing.
   */
  readonly madeFrom?: number
  /** Derived tables whose rows of this room are dropped first: a rebuild. */
  readonly dropped: readonly string[]
  /** Rooms of the same workspace that go with everything they hold: log, rows, marks. */
  readonly forgotten: readonly ForgottenRoom[]
  /** When, in milliseconds: rooms that wait go out newest first. A clock that jumps only changes that order. */
  readonly at: number
  /**
   * Rows set aside that go with this commit: what is in them is taken back by it, or nobody wants it any more. When one
   * of them is not there or not set aside, another tab was faster: nothing is written, as if the head had moved.
   */
  readonly settled?: readonly number[]
  /** What these updates mean for the workspace's cursor; absent for what no server sent. */
  readonly cursor?: CursorMove
}

/** How far this device is with the server of a workspace. */
export interface Cursor {
  /** The server database that the numbers belong to; empty before the first sync. */
  readonly epoch: string
  /** Everything up to this number is in the log. */
  readonly number: number
  /** Heads of rooms that an unfinished sync has brought in full, from `number` on. */
  readonly done: readonly DoneRange[]
  /** When a sync last ended, in milliseconds; null for never. */
  readonly syncedAt: number | null
}

/**
 * step: a live frame or an ack; it counts only if it is the next number. page: of /sync, which alone may jump. Neither
 * counts when the stored epoch is another, and a page never takes the cursor back, so that a leader that has lost its
 * place does no harm.
 */
export type CursorMove =
  | { readonly type: 'step'; readonly epoch: string; readonly number: number }
  | {
      readonly type: 'page'
      readonly epoch: string
      readonly number: number
      readonly done: readonly DoneRange[]
      readonly syncedAt: number | null
    }

/** What the beginning of an answer says. */
export interface ServerState {
  readonly epoch: string
  /** The workspace's newest number, and the cursor that the question named; null where the answer has no head. */
  readonly head: { readonly number: number; readonly asked: number } | null
}

export interface StoredUpdate {
  readonly number: number
  readonly bytes: Uint8Array
}

/** An update of the log as `since` gives it. */
export interface LoggedUpdate extends StoredUpdate {
  /** Has no number from a server. False for a snapshot, which holds only what has one. */
  readonly waiting: boolean
}

/** An update that waits for a server. */
export interface WaitingUpdate extends StoredUpdate {
  readonly touched: readonly string[]
}

export interface WaitingRoom extends RoomRef {
  /**
   * The server's database was restored: what it had of this room may be gone. The whole state is to be pushed, and
   * acknowledged with `refilled`.
   */
  readonly refill: boolean
  /** The number of the newest update in the log. */
  readonly head: number
}

/** The server has committed rows of this log. Rows that do not wait are left as they are. */
export interface Acknowledgement extends RoomRef {
  /** Single rows, or every row from one through another. */
  readonly rows: readonly number[] | { readonly from: number; readonly through: number }
  /** What the ack says: the workspace's number, or 0 if the server had all of it before. */
  readonly serverNumber: number
  readonly epoch: string
  /** They were the room's whole state: it is back on the server. */
  readonly refilled?: boolean
}

/** An update that is kept and not applied. */
export interface AsideUpdate extends RoomRef, WaitingUpdate {
  readonly reason: AsideReason
  /** Written on this device, and on no server. */
  readonly own: boolean
  /** As on the row; absent for what is own. */
  readonly serverNumber?: number
}

/** What a compaction reads: all that a server has. */
export interface Foldable {
  readonly snapshot: StoredUpdate | null
  readonly updates: readonly StoredUpdate[]
}

/** A snapshot in the place of the one before and of rows. Nothing is written if either is not as it was read. */
export interface Fold extends RoomRef {
  /** The number of the snapshot it was made from, 0 for none. */
  readonly from: number
  /** The rows that are in it. Each has a number from the server, and is deleted. */
  readonly rows: readonly number[]
  /** The newest number that is in it. */
  readonly through: number
  readonly bytes: Uint8Array
}

export interface StoredRoom {
  readonly head: number
  readonly materialized: number
  readonly snapshot: StoredUpdate | null
  /** Updates that are not in the snapshot, in order, without those set aside. One that waits may be older than it. */
  readonly updates: readonly StoredUpdate[]
  /** The numbers of those among them that wait for a server, in order. */
  readonly waiting: readonly number[]
  readonly marks: ReadonlyMap<string, Uint8Array>
  /** How many updates are set aside because they do not decode or apply: rows of theirs cannot be made again. */
  readonly damaged: number
}

export interface Store {
  /** A room that was never written has head 0 and nothing else. */
  readonly load: (room: RoomRef) => Promise<Result<StoredRoom, StorageError>>
  /**
   * Updates after `number`, in order, without those set aside. If some of them have been folded, the snapshot that
   * holds them comes first, under its own number.
   */
  readonly since: (room: RoomRef, number: number) => Promise<Result<readonly LoggedUpdate[], StorageError>>
  /** The new head. */
  readonly commit: (commit: Commit) => Promise<Result<number, HeadMoved | StorageError>>
  /**
   * Sets an update or a snapshot aside: it stays stored and is never loaded again. The head rises without a row, so that
   * a document which still holds it cannot commit: its tab loads anew. When what is damaged came from a
   * server, the cursor starts over, so that the next sync brings it once more.
   */
  readonly setAside: (
    room: RoomRef,
    number: number,
    reason: AsideReason,
  ) => Promise<Result<void, StorageError>>
  /** What is set aside in a workspace. */
  readonly aside: (workspaceId: WorkspaceId) => Promise<Result<readonly AsideUpdate[], StorageError>>
  /** Every room there is. */
  readonly rooms: () => Promise<Result<readonly RoomRef[], StorageError>>

  /** Rooms with something for the server, the newest written first. */
  readonly waitingRooms: (workspaceId: WorkspaceId) => Promise<Result<readonly WaitingRoom[], StorageError>>
  /** The outbox of a room after a number, oldest first: at least one if there is one, and about `maxBytes`. */
  readonly outbox: (
    room: RoomRef,
    after: number,
    maxBytes: number,
  ) => Promise<Result<readonly WaitingUpdate[], StorageError>>
  /** Places whose newest change waits: each item is synced or not by this, whatever a socket says. */
  readonly waitingPlaces: (room: RoomRef) => Promise<Result<ReadonlySet<string>, StorageError>>
  /** How many updates of a workspace wait. */
  readonly waitingCount: (workspaceId: WorkspaceId) => Promise<Result<number, StorageError>>
  /**
   * Numbers of this device's updates that whoever wrote at `place` cannot have seen: no server has them, or it got them
   * later than that.
   */
  readonly unseenAt: (room: RoomRef, place: WrittenPlace) => Promise<Result<readonly number[], StorageError>>
  readonly acknowledge: (acknowledgement: Acknowledgement) => Promise<Result<void, StorageError>>
  /** Several in one transaction, in order: a flush to the disk costs more than an ack. */
  readonly acknowledgeAll: (
    acknowledgements: readonly Acknowledgement[],
  ) => Promise<Result<void, StorageError>>

  /** `noCursor` before the first sync. */
  readonly cursor: (workspaceId: WorkspaceId) => Promise<Result<Cursor, StorageError>>
  /** For a page without rooms, and for a number that brought nothing new. */
  readonly moveCursor: (workspaceId: WorkspaceId, move: CursorMove) => Promise<Result<void, StorageError>>
  /**
   * Called with what the server says of itself. Another epoch than the stored one, or a head below the cursor that was
   * asked with, is a restored database: the cursor starts over, and every room is to be refilled. True if it is so;
   * the first epoch of all is none.
   */
  readonly enterEpoch: (
    workspaceId: WorkspaceId,
    server: ServerState,
  ) => Promise<Result<boolean, StorageError>>

  /** Rooms whose log has grown by `rows` or more since it was folded. */
  readonly roomsToFold: (rows: number) => Promise<Result<readonly RoomRef[], StorageError>>
  readonly foldable: (room: RoomRef) => Promise<Result<Foldable, StorageError>>
  /** False if the log is no longer what it was. */
  readonly fold: (fold: Fold) => Promise<Result<boolean, StorageError>>
}
