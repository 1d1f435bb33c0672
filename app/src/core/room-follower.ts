/**
 * What a live join needs of an open room, told in the order of the room's queue. The follower may listen to the
 * document and answer from it; what it makes of a change must not leave before `rowsApplied` names its row.
 */

import type * as Y from 'yjs'
import type { LoggedUpdate } from './store.ts'

/** A row of the log that the document holds. */
export type AppliedRow = Pick<LoggedUpdate, 'number' | 'waiting'>

/** A document as a join begins with it. */
export interface JoinBasis {
  readonly doc: Y.Doc
  /** Rows that wait for the server, all of them in the document. */
  readonly waiting: readonly number[]
  /** The Yjs client ids to announce: of the document, and of every row that waits. */
  readonly clientIds: readonly number[]
}

export interface RoomFollower {
  /** The document is loaded, or loaded anew under a fresh client id: a join begins, or begins again. */
  readonly loaded: (basis: JoinBasis) => void
  /**
   * These rows are committed and in the document, in order. Frames that the document made since the last call carry
   * them, and may leave.
   */
  readonly rowsApplied: (rows: readonly AppliedRow[]) => void
  /** The document is destroyed. Frames that it made since the last `rowsApplied` must never leave. */
  readonly discarded: () => void
}
