import { useEffect, useState } from 'react'
import type { DeviceModel } from '../device-models/device-model.ts'
import { readDeviceAbilities } from '../device-models/read-device-abilities.ts'

/** The smallest model among those that this device runs well: the shortest way to an answer without a key. */
const findSmallModel = async (): Promise<DeviceModel | 'none'> => {
  // The catalogue is large, and wanted by nobody who has a key at hand.
  const [{ catalogue }, { recommendModels }, abilities] = await Promise.all([
    import('../device-models/catalogue.ts'),
    import('../device-models/recommend.ts'),
    readDeviceAbilities(navigator),
  ])
  const [smallest] = recommendModels(catalogue, abilities).toSorted(
    (a, b) => a.downloadBytes - b.downloadBytes,
  )
  return smallest ?? 'none'
}

/** `undefined` while the device is asked. */
export const useSmallModel = (): DeviceModel | 'none' | undefined => {
  const [model, setModel] = useState<DeviceModel | 'none'>()
  useEffect(() => {
    let wanted = true
    const answer = (found: DeviceModel | 'none'): void => {
      if (wanted) setModel(found)
    }
    void findSmallModel().then(answer, () => answer('none'))
    return () => {
      wanted = false
    }
  }, [])
  return model
}
