/**
 * Whether somebody is signed in on this device, as its row says. The row alone is read, so that nobody who never signs
 * in loads the account.
 */

import { liveQuery } from 'dexie'
import type { Database } from '../core/database.ts'
import { type DeviceAccountRow, deviceAccountName } from '../features/account/device-account.ts'

export const readSession = async (database: Database): Promise<string | undefined> =>
  (await database.table<DeviceAccountRow, string>('device').get(deviceAccountName))?.value.session

/** Calls `begin` whenever somebody has signed in; its signal aborts when they have signed out. */
export const whileSignedIn = (database: Database, begin: (signal: AbortSignal) => void): void => {
  let session: AbortController | null = null
  liveQuery(() => readSession(database)).subscribe({
    next: state => {
      if (state !== 'open') {
        session?.abort()
        session = null
        return
      }
      if (session) return
      session = new AbortController()
      begin(session.signal)
    },
    // Storage that cannot be read is told by whoever wants to write to it.
    error: () => session?.abort(),
  })
}
