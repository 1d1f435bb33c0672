import type { AttachmentId, WorkspaceId } from '@weft/shared/ids.ts'
import type { Expression, Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'

interface Change {
  readonly touched_at?: Date
  readonly marked_at: Date | null | Expression<Date>
}

/** Which of them there are. Rows are locked in the order of their ids: two devices with the same list wait in a line. */
export const changeComplete = async (
  db: Kysely<Tables>,
  workspaceId: WorkspaceId,
  ids: readonly AttachmentId[],
  change: Change,
): Promise<readonly AttachmentId[]> => {
  const rows = await db
    .with('held', held =>
      held
        .selectFrom('blobs')
        .select('id')
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', ({ eb }) => eb.fn.any(eb.val([...ids])))
        .where('completed_at', 'is not', null)
        .orderBy('id')
        .forUpdate(),
    )
    .updateTable('blobs')
    .from('held')
    .set(change)
    .where('blobs.workspace_id', '=', workspaceId)
    .whereRef('blobs.id', '=', 'held.id')
    .returning('blobs.id')
    .execute()
  return rows.map(({ id }) => id)
}
