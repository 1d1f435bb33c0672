/** What pages read of the account: the row that the engine keeps, without the keys that lie beside it. */

import { useLiveQuery } from 'dexie-react-hooks'
import { usePage } from '../../worker/page-context.ts'
import { type DeviceAccount, type DeviceAccountRow, deviceAccountName } from './device-account.ts'

/** `null` where this device belongs to no account; `undefined` while it is read. */
export const useDeviceAccount = (): DeviceAccount | null | undefined => {
  const { database } = usePage()
  return useLiveQuery(async () => {
    const row = await database.table<DeviceAccountRow, string>('device').get(deviceAccountName)
    return row?.value ?? null
  }, [database])
}
