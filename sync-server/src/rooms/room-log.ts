/**
 * The port to the log of rooms. An update gets the next number of its workspace in the transaction that stores it, so
 * the order of numbers is the order of commits, and a reader who has read up to a number has missed nothing below
 * it. The log knows bytes: what is in them, and whether they are sound, is the caller's.
 *
 * `room-log.contract.ts` says what every implementation must do.
 */

import type { DeviceId, RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import type { Result } from '@weft/shared/result.ts'

export interface RoomRef {
  readonly workspaceId: WorkspaceId
  readonly roomId: RoomId
}

/** In bytes. What is above both is refused, and can be stored once there is room. */
export interface Quota {
  /** What the workspace may hold with the update. */
  readonly bytes: number
  /** What all updates that may use it store above that together, until the workspace is below again. Mostly 0. */
  readonly reserve: number
}

export interface PushedUpdate extends RoomRef {
  readonly deviceId: DeviceId
  readonly bytes: Uint8Array
  /** Undefined where there is no bound. */
  readonly quota?: Quota | undefined
  /** Who is not to be told of it, since it came from there. The log does not look at it. */
  readonly origin?: object
}

export type Appended =
  /**
   * Committed under this number. `repeated`: the room's log had these very bytes already, so this is the number they
   * got then, and nobody needs to be told again.
   */
  | { readonly type: 'stored'; readonly seq: number; readonly repeated: boolean }
  /** The room was deleted before this came; nothing of it was stored. */
  | { readonly type: 'room-deleted' }
  /** Nothing of it was stored; once there is room again, it can be. */
  | { readonly type: 'quota-exceeded' }
  /** Never created, or forgotten. */
  | { readonly type: 'workspace-unknown' }

export interface WorkspaceHead {
  /** The number of the last update; 0 before the first. */
  readonly headSeq: number
  /** Of all updates and snapshots that are stored for it. */
  readonly bytesUsed: number
}

export interface StoredUpdate {
  readonly seq: number
  readonly bytes: Uint8Array
}

export interface ChangedRoom {
  readonly roomId: RoomId
  readonly headSeq: number
  readonly deleted: boolean
  /** What reading the room brings at most, to cut pages by. */
  readonly bytes: number
}

export interface ChangedRooms {
  /** Whoever has read all of `rooms` has read everything up to here: the next cursor. */
  readonly until: number
  /** Newest first. */
  readonly rooms: readonly ChangedRoom[]
}

/** Heads of rooms that a reader received, before it was interrupted, since its cursor. Both are included. */
export interface ReceivedHeads {
  readonly from: number
  readonly to: number
}

export interface RoomContent {
  readonly roomId: RoomId
  readonly headSeq: number
  readonly deleted: boolean
  /** Everything up to its number. Only there when the reader has not all of it. */
  readonly snapshot: StoredUpdate | undefined
  /** In order, after the snapshot and after the reader's cursor, without those in quarantine. */
  readonly rows: readonly StoredUpdate[]
  /** How many are. */
  readonly quarantined: number
}

/** A room whose log has grown enough to be folded (`compaction-due.ts`). */
export interface DueRoom extends RoomRef {
  readonly headSeq: number
  /** In its log, without those in quarantine. */
  readonly rows: number
}

export interface NewSnapshot extends StoredUpdate {
  /** The number of the snapshot it was made from; 0 where there was none. */
  readonly base: number
  /** Rows that could not be applied: they are not in it, and go to quarantine. */
  readonly unreadable: readonly number[]
}

/** `overtaken`: another snapshot was written meanwhile, or the room was deleted. Nothing was changed. */
export type SnapshotOutcome = 'written' | 'overtaken'

/**
 * log-unavailable: the database was not reached, nothing was stored. log-timeout: it was, took too long and changed
 * nothing. log-full: its disk is. outcome-unknown: the connection broke under way, so it may be stored or not;
 * repeating is safe, since a repeated update is recognised. log-failed: anything else; nothing was stored.
 */
export interface LogError {
  readonly type: 'log-unavailable' | 'log-timeout' | 'log-full' | 'log-failed' | 'outcome-unknown'
  readonly cause: string
}

type Answer<T> = Promise<Result<T, LogError>>

export interface RoomLog {
  /** Does nothing where there is one. */
  readonly createWorkspace: (workspaceId: WorkspaceId) => Answer<void>
  /** All in one commit; one answer for each, in their order. */
  readonly append: (updates: readonly PushedUpdate[]) => Answer<readonly Appended[]>
  /** Workspaces that are not known are left out. */
  readonly heads: (workspaceIds: readonly WorkspaceId[]) => Answer<ReadonlyMap<WorkspaceId, WorkspaceHead>>
  /**
   * What has changed after a cursor. The list is the plan of a reader: it is made once, of one moment, so what others
   * write while its rooms are read neither hides a room nor brings one twice; that is after `until`.
   */
  readonly changedRooms: (
    workspaceId: WorkspaceId,
    after: number,
    received?: ReceivedHeads,
  ) => Answer<ChangedRooms>
  /** Each room as it is at one moment, for a reader with this cursor; rooms that are not known are left out. */
  readonly readRooms: (
    workspaceId: WorkspaceId,
    roomIds: readonly RoomId[],
    after: number,
  ) => Answer<readonly RoomContent[]>
  /** Who each client id belongs to after this: to whoever claimed it first. */
  readonly claimClientIds: (
    room: RoomRef,
    deviceId: DeviceId,
    clientIds: readonly number[],
  ) => Answer<ReadonlyMap<number, DeviceId>>
  readonly clientIdOwners: (
    room: RoomRef,
    clientIds: readonly number[],
  ) => Answer<ReadonlyMap<number, DeviceId>>
  /** Takes rows out of every later reading; they stay stored. How many this changed. */
  readonly quarantine: (room: RoomRef, seqs: readonly number[]) => Answer<number>
  /** Some of those that are due. */
  readonly roomsToCompact: (limit: number) => Answer<readonly DueRoom[]>
  /** Puts a snapshot in the place of the rows up to its number. The snapshot before it stays, older ones go. */
  readonly writeSnapshot: (room: RoomRef, snapshot: NewSnapshot) => Answer<SnapshotOutcome>
  /**
   * Everything of the room goes, save that it was there. That is a change like others, with a number; the number of
   * the first deletion when it is repeated. Undefined where there is no such workspace.
   */
  readonly deleteRoom: (room: RoomRef) => Answer<number | undefined>
  /** Everything of it goes, also that it was there. Nobody may have access any more: it is not one moment. */
  readonly forgetWorkspace: (workspaceId: WorkspaceId) => Answer<void>
}
