/** What pages read of backups; undefined until it is read. */

import { useLiveQuery } from 'dexie-react-hooks'
import { usePage } from '../../worker/page-context.ts'
import type { BackupPlanRow, BackupRow, LastBackupRow, ReminderRow } from './backup-rows.ts'

export interface BackupRows {
  readonly last?: LastBackupRow
  readonly plan?: BackupPlanRow
  readonly reminder?: ReminderRow
}

const toBackupRows = (rows: readonly BackupRow[]): BackupRows =>
  Object.fromEntries(rows.map(row => [row.id, row]))

export const useBackupRows = (): BackupRows | undefined => {
  const { database } = usePage()
  return useLiveQuery(
    async () => toBackupRows(await database.table<BackupRow, string>('backups').toArray()),
    [database],
  )
}
