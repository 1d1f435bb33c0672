/**
 * Which blobs no server has confirmed. A message counts as synced only when its update is and none of its blobs is
 * among these (A9). It reads keys alone; inside a live query it is read again when one of them is confirmed.
 */

import type { WorkspaceId } from '@weft/shared/ids.ts'
import type { Database } from './database.ts'

export const unsyncedBlobs = async (
  { blobUploads }: Pick<Database, 'blobUploads'>,
  workspaceId: WorkspaceId,
  ids: readonly string[],
): Promise<ReadonlySet<string>> => {
  if (ids.length === 0) return new Set()
  const keys = await blobUploads
    .where('[workspaceId+id]')
    .anyOf(ids.map((id): [WorkspaceId, string] => [workspaceId, id]))
    .primaryKeys()
  return new Set(keys.map(([, id]) => id))
}
