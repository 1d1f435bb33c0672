/** Backups, loaded when somebody asks for them, or when this device makes them by itself. */

import type { BackupRow } from '../features/backup/backup-rows.ts'
import type { BackupDeps, Backups } from './backup-wiring.ts'
import { loadOnce } from '@weft/shared/load-once.ts'

/** Milliseconds after the start: what is due can wait until the first screen is there. */
const startAfter = 30_000

/** The same at every call. */
export const createBackupHost = (deps: BackupDeps): (() => Promise<Backups>) => {
  const host = loadOnce(async () => {
    const { wireBackup } = await import('./backup-wiring.ts')
    const backups = wireBackup(deps)
    backups.start(new AbortController().signal)
    return backups
  })

  deps.env.clock.after(startAfter, () => {
    void deps.parts.connection
      .run(opened => opened.table<BackupRow, string>('backups').get('plan'))
      .then(plan => {
        if (plan.ok && plan.value !== undefined) return host()
        return undefined
      })
      .catch(() => undefined)
  })
  return host
}
