/** The models that are on this device, in the shape of a provider's: whoever chooses one need not know the difference. */

import { thisDeviceId } from '@weft/shared/ids.ts'
import type { ProviderConfig } from '@weft/shared/schema/provider.ts'
import type { DeviceModelRow } from '../device-models/tables.ts'
import type { ModelsOf } from './join-models.ts'

/** In the place of a provider: it has no address and wants no key. */
export const thisDevice = (name: string): ProviderConfig => ({
  id: thisDeviceId,
  dialect: 'openai-compatible',
  preset: 'this-device',
  name,
  baseUrl: '',
})

/** The one used last first; nothing where none is here. `name`: as the person's language calls this device. */
export const deviceModels = (
  rows: readonly DeviceModelRow[],
  name: string,
): readonly ModelsOf<ProviderConfig>[] => {
  const models = rows
    .filter(({ state, model }) => state === 'here' && model.task === 'chat')
    .toSorted((a, b) => (b.usedAt ?? b.addedAt) - (a.usedAt ?? a.addedAt))
    .map(({ model, totalBytes }) => ({
      modelId: model.id,
      name: model.name || name,
      ...(model.contextWindow > 0 ? { contextWindow: model.contextWindow } : {}),
      ...(totalBytes > 0 ? { diskBytes: totalBytes } : {}),
      hidden: false,
      listed: true,
    }))
  return models.length === 0 ? [] : [{ provider: thisDevice(name), models }]
}
