/** Whether what this device writes is on its way to a server: read where a live query needs to know. */

import type { Database } from '../../core/database.ts'
import { type DeviceAccountRow, deviceAccountName } from './device-account.ts'

export const isSignedIn = async (database: Pick<Database, 'table'>): Promise<boolean> =>
  (await database.table<DeviceAccountRow, string>('device').get(deviceAccountName))?.value.session === 'open'
