/**
 * Whether somebody is signed in on this device, as its row says. The row alone is read, so that nobody who never signs
 * in loads the account.
 */

import type { Clock } from '@weft/shared/env.ts'
import { liveQuery } from 'dexie'
import type { Database } from '../core/database.ts'
import { type DeviceAccountRow, deviceAccountName } from '../features/account/device-account.ts'

export const readSession = async (database: Database): Promise<string | undefined> =>
  (await database.table<DeviceAccountRow, string>('device').get(deviceAccountName))?.value.session

export interface SessionWatch {
  /** Somebody has signed in; the signal aborts when they have signed out. */
  readonly begin: (signal: AbortSignal) => void
  /** Nobody is signed in: said at the start, and after each session. */
  readonly nobody: () => void
}

/** Storage that could not be read, as when a browser took the connection of a tab that slept. */
const lookAgainAfter = 1_000

export const whileSignedIn = (database: Database, clock: Clock, { begin, nobody }: SessionWatch): void => {
  let session: AbortController | null = null

  const end = (): void => {
    session?.abort()
    session = null
  }

  const look = (): void => {
    const looking = liveQuery(() => readSession(database)).subscribe({
      next: state => {
        if (state !== 'open') {
          end()
          return nobody()
        }
        if (session) return
        session = new AbortController()
        begin(session.signal)
      },
      error: () => {
        looking.unsubscribe()
        end()
        clock.after(lookAgainAfter, look)
      },
    })
  }

  look()
}
