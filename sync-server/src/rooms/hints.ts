/**
 * What the nodes over one database tell each other: that a workspace has grown, that a session has ended, and frames
 * that are relayed and not stored. A hint is a hint: it may come twice, late or never. Whoever hears of a head reads the
 * log, whoever answers for a session asks the database now and then, and a frame may be lost (`docs/protocol.md`, M14).
 * Heads are announced by the log, with or after its commit; everything else by `say`.
 */

import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { SessionId } from '../db/account-tables.ts'
import type { RoomRef } from './room-log.ts'

export interface MovedHead {
  readonly workspaceId: WorkspaceId
  readonly headSeq: number
}

/** What one node says to every other, beside its commits. */
export type Said =
  /** They may do nothing any more. An id names a session and opens none: its token is something else, and only hashed. */
  | { readonly type: 'sessions-ended'; readonly sessionIds: readonly SessionId[] }
  /** Somebody has joined a room of the workspace, the first on that node: who has it too says that he listens. */
  | { readonly type: 'joined'; readonly workspaceId: WorkspaceId }
  /** Somebody on that node is in a room of the workspace. */
  | { readonly type: 'listening'; readonly workspaceId: WorkspaceId }
  /** For whoever has joined the room. */
  | { readonly type: 'frame'; readonly room: RoomRef; readonly frame: Uint8Array }

export type Hint =
  | { readonly type: 'head-moved'; readonly moved: readonly MovedHead[] }
  | Said
  /** Some may have been missed: compare every head you care for, ask again for every session. */
  | { readonly type: 'anything-moved' }

export interface Hints {
  /** Of what other nodes commit and say; the returned function ends it. */
  readonly subscribe: (listener: (hint: Hint) => void) => () => void
  /** Within milliseconds or never: what cannot be said now is not said later. */
  readonly say: (said: Said) => void
}
