import { useLiveQuery } from 'dexie-react-hooks'
import { useEffect, useState } from 'react'
import { usePage } from '../../worker/page-context.ts'
import type { DeviceModel } from '../device-models/device-model.ts'
import type { DeviceModelRow } from '../device-models/tables.ts'

/** So many of this device's own are a choice. */
const enough = 2

/** Models that would fit this device and could be fetched now; none where enough are here or on their way. */
export const useDownloads = (isOnline: boolean): readonly DeviceModel[] => {
  const { database } = usePage()
  const rows = useLiveQuery(
    () => database.table<DeviceModelRow, string>('deviceModels').toArray(),
    [database],
  )
  const [fitting, setFitting] = useState<readonly DeviceModel[]>([])
  const held = rows?.filter(({ state, model }) => state !== 'wanted' && model.task === 'chat')
  const isShort = isOnline && held !== undefined && held.length < enough

  useEffect(() => {
    if (!isShort) return undefined
    let wanted = true
    const load = async (): Promise<void> => {
      const { suggestDownloads } = await import('./suggest-downloads.ts')
      const models = await suggestDownloads()
      if (wanted) setFitting(models)
    }
    // A list without suggestions is whole: what does not come is not missed.
    load().catch(() => undefined)
    return () => {
      wanted = false
    }
  }, [isShort])

  if (!isShort) return []
  const ids = new Set(held.map(({ id }) => id))
  return fitting.filter(({ id }) => !ids.has(id)).slice(0, enough - held.length)
}
