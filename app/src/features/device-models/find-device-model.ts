/** A model by its id, of the catalogue or of those a person has added. */

import { catalogue } from './catalogue.ts'
import type { DeviceModel } from './device-model.ts'

const modelById: ReadonlyMap<string, DeviceModel> = new Map(catalogue.map(model => [model.id, model]))

/** Undefined for a model that was taken out of the catalogue, or added on another device only. */
export const findDeviceModel = (id: string, added: readonly DeviceModel[] = []): DeviceModel | undefined =>
  modelById.get(id) ?? added.find(model => model.id === id)
