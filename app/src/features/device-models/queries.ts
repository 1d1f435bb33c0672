/** What the page of models reads: the rows, and what this device says of itself. */

import { useLiveQuery } from 'dexie-react-hooks'
import { useEffect, useState } from 'react'
import { usePage } from '../../worker/page-context.ts'
import type { DeviceAbilities } from './device-abilities.ts'
import { readDeviceAbilities } from './read-device-abilities.ts'
import type { DeviceModelRow } from './tables.ts'

/** In the order in which they were added; `undefined` until they are read. */
export const useDeviceModels = (): readonly DeviceModelRow[] | undefined => {
  const { database } = usePage()
  return useLiveQuery(
    async () =>
      (await database.table<DeviceModelRow, string>('deviceModels').toArray()).toSorted(
        (a, b) => a.addedAt - b.addedAt,
      ),
    [database],
  )
}

/** `asked` is anything that changes when it should be asked again: the free room is another after each download. */
export const useDeviceAbilities = (asked: unknown): DeviceAbilities | undefined => {
  const [abilities, setAbilities] = useState<DeviceAbilities>()
  useEffect(() => {
    let wanted = true
    void readDeviceAbilities(navigator).then(answer => wanted && setAbilities(answer))
    return () => {
      wanted = false
    }
  }, [asked])
  return abilities
}
