/** Models to fetch to this device, best first. Loaded with its catalogue when the picker has nothing better to list. */

import { catalogue } from '../device-models/catalogue.ts'
import type { DeviceModel } from '../device-models/device-model.ts'
import { readDeviceAbilities } from '../device-models/read-device-abilities.ts'
import { recommendModels } from '../device-models/recommend.ts'

export const suggestDownloads = async (): Promise<readonly DeviceModel[]> =>
  recommendModels(catalogue, await readDeviceAbilities(navigator))
