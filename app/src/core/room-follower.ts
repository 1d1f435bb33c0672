/**
 * What a live join needs of an open room, told in the order of the room's queue. The follower may listen to the
 * document and answer from it; what it makes of a change must not leave before `rowsApplied` names its row.
 */

import { checkUpdate } from '@weft/shared/protocol/check-update.ts'
import { ok, type Result } from '@weft/shared/result.ts'
import type * as Y from 'yjs'
import { isWaiting } from './log-entries.ts'
import type { LoadedRoom } from './loaded-room.ts'
import type { RoomRef } from './room-ref.ts'
import type { LogEntry, LoggedUpdate, StorageError, Store } from './store.ts'

/** A row of the log that the document holds. */
export type AppliedRow = LoggedUpdate

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

/** Committed updates as rows from number `first` on, without those set aside. */
export const toAppliedRows = (updates: readonly LogEntry[], first: number): readonly AppliedRow[] =>
  updates.flatMap((entry, index) =>
    entry.aside === undefined
      ? [{ number: first + index, waiting: isWaiting(entry), bytes: entry.bytes }]
      : [],
  )

/** The client ids that an update writes under: what a join or a push announces for it. */
export const clientIdsOf = (bytes: Uint8Array): readonly number[] => {
  const checked = checkUpdate(bytes)
  return checked.ok ? checked.value.clients.map(({ client }) => client) : []
}

export const readJoinBasis = async (
  ref: RoomRef,
  room: LoadedRoom,
  store: Store,
): Promise<Result<JoinBasis, StorageError>> => {
  const outbox = await store.outbox(ref, 0, Number.POSITIVE_INFINITY)
  if (!outbox.ok) return outbox
  // What another tab has committed since is told when it is applied.
  const waiting = outbox.value.filter(({ number }) => number <= room.head)
  return ok({
    doc: room.doc,
    waiting: waiting.map(({ number }) => number),
    clientIds: [...new Set([room.doc.clientID, ...waiting.flatMap(({ bytes }) => clientIdsOf(bytes))])],
  })
}
