import { forgetBlobs } from '../blobs/forget-blobs.ts'
import type { AccountContext } from './account-context.ts'

/** Blobs and rooms of deleted accounts go. Called again by housekeeping for what did not work at once. */
export const forgetDeparted = async ({
  db,
  roomLog,
}: Pick<AccountContext, 'db' | 'roomLog'>): Promise<void> => {
  const rows = await db.selectFrom('departed_workspaces').select('workspace_id as id').limit(100).execute()
  for (const { id } of rows) {
    await forgetBlobs(db, id)
    const forgotten = await roomLog.forgetWorkspace(id)
    if (!forgotten.ok) return
    await db.deleteFrom('departed_workspaces').where('workspace_id', '=', id).execute()
  }
}
