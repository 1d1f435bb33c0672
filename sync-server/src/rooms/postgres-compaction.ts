/**
 * What changes the rows of a room that are stored already. The caller holds the lock of the workspace, so the room's
 * figures, its rows and the sum of the workspace stay one truth.
 */

import { assert } from '@weft/shared/assert.ts'
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { NewSnapshot, RoomRef, SnapshotOutcome } from './room-log.ts'

type Change = Transaction<Tables>

/** How many rows this took out of the log. */
export const quarantineRows = async (
  transaction: Change,
  room: RoomRef,
  seqs: readonly number[],
): Promise<number> => {
  const rows = await transaction
    .updateTable('updates')
    .set({ quarantined_at: sql<Date>`now()` })
    .where('workspace_id', '=', room.workspaceId)
    .where('room_id', '=', room.roomId)
    .where('seq', '=', ({ eb }) => eb.fn.any(eb.val([...seqs])))
    .where('quarantined_at', 'is', null)
    .returning(sizeOfBytes)
    .execute()
  if (rows.length === 0) return 0
  await transaction
    .updateTable('rooms')
    .set(({ eb }) => ({
      log_rows: eb('log_rows', '-', rows.length),
      log_bytes: eb('log_bytes', '-', sum(rows)),
      quarantined_rows: eb('quarantined_rows', '+', rows.length),
    }))
    .where('workspace_id', '=', room.workspaceId)
    .where('room_id', '=', room.roomId)
    .execute()
  return rows.length
}

/**
 * The folding itself happened before and outside, where it holds no lock and no connection; what makes it safe is that
 * the snapshot it started from is still the newest one. So whoever folds the same room second is refused here.
 */
export const writeSnapshot = async (
  transaction: Change,
  room: RoomRef,
  { seq, bytes, base, unreadable }: NewSnapshot,
): Promise<SnapshotOutcome> => {
  assert(seq > base, 'a snapshot is made of something new')
  const stored = await transaction
    .selectFrom('rooms')
    .select(['snapshot_seq', 'deleted_at'])
    .where('workspace_id', '=', room.workspaceId)
    .where('room_id', '=', room.roomId)
    .executeTakeFirst()
  if (stored === undefined || stored.deleted_at !== null || stored.snapshot_seq !== base) return 'overtaken'

  await quarantineRows(transaction, room, unreadable)
  const folded = await transaction
    .deleteFrom('updates')
    .where('workspace_id', '=', room.workspaceId)
    .where('room_id', '=', room.roomId)
    .where('seq', '<=', seq)
    .where('quarantined_at', 'is', null)
    .returning(sizeOfBytes)
    .execute()
  const outdated = await transaction
    .deleteFrom('snapshots')
    .where('workspace_id', '=', room.workspaceId)
    .where('room_id', '=', room.roomId)
    .where('seq', '<', base)
    .returning(sizeOfBytes)
    .execute()
  await transaction
    .insertInto('snapshots')
    .values({ workspace_id: room.workspaceId, room_id: room.roomId, seq, bytes })
    .execute()
  await transaction
    .updateTable('rooms')
    .set(({ eb }) => ({
      snapshot_seq: seq,
      snapshot_bytes: bytes.length,
      log_rows: eb('log_rows', '-', folded.length),
      log_bytes: eb('log_bytes', '-', sum(folded)),
    }))
    .where('workspace_id', '=', room.workspaceId)
    .where('room_id', '=', room.roomId)
    .execute()
  await growWorkspace(transaction, room, bytes.length - sum(folded) - sum(outdated))
  return 'written'
}

export const sizeOfBytes = sql<number>`octet_length(bytes)`.as('size')

export const sum = (rows: readonly { readonly size: number }[]): number =>
  rows.reduce((total, { size }) => total + size, 0)

const growWorkspace = async (transaction: Change, { workspaceId }: RoomRef, bytes: number): Promise<void> => {
  await transaction
    .updateTable('workspaces')
    .set(({ eb }) => ({ bytes_used: eb('bytes_used', '+', bytes) }))
    .where('id', '=', workspaceId)
    .execute()
}
