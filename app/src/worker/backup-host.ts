/** Backups, loaded when somebody asks for them, or when this device makes them by itself. */

import type { BackupRow } from '../features/backup/backup-rows.ts'
import type { BackupDeps, Backups } from './backup-wiring.ts'

/** Milliseconds after the start: what is due can wait until the first screen is there. */
const startAfter = 30_000

/** The same at every call. */
export const createBackupHost = (deps: BackupDeps): (() => Promise<Backups>) => {
  let loading: Promise<Backups> | null = null

  const load = async (): Promise<Backups> => {
    const { wireBackup } = await import('./backup-wiring.ts')
    const backups = wireBackup(deps)
    backups.start(new AbortController().signal)
    return backups
  }

  const host = (): Promise<Backups> => {
    // What did not come, as when the network went in the middle, is asked for again.
    loading ??= load().catch((cause: unknown) => {
      loading = null
      throw cause
    })
    return loading
  }

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
