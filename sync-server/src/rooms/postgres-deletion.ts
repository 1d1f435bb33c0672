/** Rooms and workspaces that go. The caller of `deleteRoom` holds the lock of the workspace. */

import { must } from '@weft/shared/assert.ts'
import type { WorkspaceId } from '@weft/shared/ids.ts'
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'
import { sizeOfBytes, sum } from './postgres-compaction.ts'
import type { RoomRef } from './room-log.ts'

type Change = Transaction<Tables>

/** The number of the deletion. */
export const deleteRoom = async (
  transaction: Change,
  room: RoomRef,
  node: string | null,
): Promise<number> => {
  const known = await transaction
    .selectFrom('rooms')
    .select(['head_seq', 'deleted_at'])
    .where('workspace_id', '=', room.workspaceId)
    .where('room_id', '=', room.roomId)
    .executeTakeFirst()
  if (known !== undefined && known.deleted_at !== null) return known.head_seq

  let freed = 0
  for (const table of ['updates', 'snapshots'] as const) {
    const rows = await transaction
      .deleteFrom(table)
      .where('workspace_id', '=', room.workspaceId)
      .where('room_id', '=', room.roomId)
      .returning(sizeOfBytes)
      .execute()
    freed += sum(rows)
  }
  await transaction
    .deleteFrom('room_clients')
    .where('workspace_id', '=', room.workspaceId)
    .where('room_id', '=', room.roomId)
    .execute()

  const raised = await transaction
    .updateTable('workspaces')
    .set(({ eb }) => ({ head_seq: eb('head_seq', '+', 1), bytes_used: eb('bytes_used', '-', freed) }))
    .where('id', '=', room.workspaceId)
    .returning('head_seq')
    .executeTakeFirst()
  const { head_seq } = must(raised, 'the workspace that is locked')
  const tombstone = {
    head_seq,
    snapshot_seq: 0,
    snapshot_bytes: 0,
    log_rows: 0,
    log_bytes: 0,
    quarantined_rows: 0,
    deleted_at: sql<Date>`now()`,
  }
  await transaction
    .insertInto('rooms')
    .values({ workspace_id: room.workspaceId, room_id: room.roomId, ...tombstone })
    .onConflict(conflict => conflict.columns(['workspace_id', 'room_id']).doUpdateSet(tombstone))
    .execute()
  if (node !== null) await sql`select announce_heads(${node}, ${[room.workspaceId]})`.execute(transaction)
  return head_seq
}

/**
 * Takes some rooms of a workspace away, and with the last of them the workspace; whether it is gone. Ended half way, it
 * leaves a workspace that can be forgotten again.
 */
export const forgetSome = async (
  transaction: Change,
  workspaceId: WorkspaceId,
  rooms: number,
): Promise<boolean> => {
  await transaction.selectFrom('workspaces').select('id').where('id', '=', workspaceId).forUpdate().execute()
  const some = await transaction
    .selectFrom('rooms')
    .select('room_id')
    .where('workspace_id', '=', workspaceId)
    .limit(rooms)
    .execute()
  const roomIds = some.map(row => row.room_id)
  for (const table of ['updates', 'snapshots', 'room_clients', 'rooms'] as const)
    await transaction
      .deleteFrom(table)
      .where('workspace_id', '=', workspaceId)
      .where('room_id', '=', ({ eb }) => eb.fn.any(eb.val(roomIds)))
      .execute()
  if (roomIds.length === rooms) return false
  // Ids can be claimed in a room that has no update yet.
  await transaction.deleteFrom('room_clients').where('workspace_id', '=', workspaceId).execute()
  await transaction.deleteFrom('workspaces').where('id', '=', workspaceId).execute()
  return true
}
