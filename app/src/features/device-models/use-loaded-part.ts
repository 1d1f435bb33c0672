import { thisDeviceId } from '@weft/shared/ids.ts'
import type { ModelRef } from '@weft/shared/schema/message.ts'
import { useLiveQuery } from 'dexie-react-hooks'
import { usePage } from '../../worker/page-context.ts'
import type { DeviceModelRow } from './tables.ts'

/** How much of a model of this device is in memory, from 0 to 1; `undefined` when it is not, or is none of this device. */
export const useLoadedPart = ({ providerId, modelId }: ModelRef): number | undefined => {
  const { database } = usePage()
  return useLiveQuery(
    async () =>
      providerId === thisDeviceId
        ? (await database.table<DeviceModelRow, string>('deviceModels').get(modelId))?.loaded
        : undefined,
    [database, providerId, modelId],
  )
}
