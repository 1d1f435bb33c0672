/** What pages read of the account: the row that the engine keeps, without the keys that lie beside it. */

import { useLiveQuery } from 'dexie-react-hooks'
import { usePage } from '../../worker/page-context.ts'
import { DeviceAccount, deviceAccountName } from './device-account.ts'

/** `null` where this device belongs to no account; `undefined` while it is read. */
export const useDeviceAccount = (): DeviceAccount | null | undefined => {
  const { database } = usePage()
  return useLiveQuery(async () => {
    const row = await database.device.get(deviceAccountName)
    const account = DeviceAccount.safeParse(row?.value)
    return account.success ? account.data : null
  }, [database])
}
