import type { AccountContext } from './account-context.ts'

/** Rooms of deleted accounts leave the log. Called again by housekeeping for what did not work at once. */
export const forgetDeparted = async ({
  db,
  roomLog,
}: Pick<AccountContext, 'db' | 'roomLog'>): Promise<void> => {
  const rows = await db.selectFrom('departed_workspaces').select('workspace_id as id').limit(100).execute()
  for (const { id } of rows) {
    const forgotten = await roomLog.forgetWorkspace(id)
    if (!forgotten.ok) return
    await db.deleteFrom('departed_workspaces').where('workspace_id', '=', id).execute()
  }
}
