import type { RoomId, WorkspaceId } from '@weft/shared/ids.ts'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { RoomContent, StoredUpdate } from './room-log.ts'

/** Snapshot and rows in one statement: a compaction between two of them would hide what it folded. */
export const readRooms = async (
  db: Kysely<Tables>,
  workspaceId: WorkspaceId,
  roomIds: readonly RoomId[],
  after: number,
): Promise<readonly RoomContent[]> => {
  const rows = await db
    .selectFrom('rooms')
    .leftJoinLateral(
      query =>
        query
          .selectFrom('snapshots')
          .select(['seq', 'bytes', sql<boolean>`true`.as('isSnapshot')])
          .whereRef('snapshots.workspace_id', '=', 'rooms.workspace_id')
          .whereRef('snapshots.room_id', '=', 'rooms.room_id')
          .whereRef('snapshots.seq', '=', 'rooms.snapshot_seq')
          .where('snapshots.seq', '>', after)
          .unionAll(
            query
              .selectFrom('updates')
              .select(['seq', 'bytes', sql<boolean>`false`.as('isSnapshot')])
              .whereRef('updates.workspace_id', '=', 'rooms.workspace_id')
              .whereRef('updates.room_id', '=', 'rooms.room_id')
              .whereRef('updates.seq', '>', 'rooms.snapshot_seq')
              .where('updates.seq', '>', after)
              .where('updates.quarantined_at', 'is', null),
          )
          .as('stored'),
      join => join.onTrue(),
    )
    .select(({ eb }) => [
      'rooms.room_id as roomId',
      'rooms.head_seq as headSeq',
      eb('rooms.deleted_at', 'is not', null).as('deleted'),
      'rooms.quarantined_rows as quarantined',
      'stored.seq',
      'stored.bytes',
      'stored.isSnapshot',
    ])
    .where('rooms.workspace_id', '=', workspaceId)
    .where('rooms.room_id', '=', ({ eb }) => eb.fn.any(eb.val([...roomIds])))
    .orderBy('rooms.room_id')
    .orderBy('stored.seq')
    .execute()

  const contents = new Map<RoomId, RoomContent & { readonly rows: StoredUpdate[] }>()
  for (const { roomId, headSeq, deleted, quarantined, seq, bytes, isSnapshot } of rows) {
    const stored = seq === null || bytes === null ? undefined : { seq, bytes }
    const content = contents.get(roomId) ?? {
      roomId,
      headSeq,
      deleted: Boolean(deleted),
      snapshot: isSnapshot ? stored : undefined,
      rows: [],
      quarantined,
    }
    if (stored !== undefined && !isSnapshot) content.rows.push(stored)
    contents.set(roomId, content)
  }
  return roomIds.flatMap(roomId => contents.get(roomId) ?? [])
}
