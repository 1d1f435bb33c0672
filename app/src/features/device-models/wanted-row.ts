/** The row of a model that is in the list and not here: nothing of it was fetched. */

import type { DeviceModel } from './device-model.ts'
import type { DeviceModelRow } from './tables.ts'

export const wantedRow = (model: DeviceModel, addedAt: number): DeviceModelRow => ({
  id: model.id,
  model,
  state: 'wanted',
  doneBytes: 0,
  totalBytes: model.downloadBytes,
  files: [],
  addedAt,
})
