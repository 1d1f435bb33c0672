/** What to take instead of a model that does not fit. */

import type { DeviceAbilities } from './device-abilities.ts'
import type { DeviceModel } from './device-model.ts'
import { modelNameOf } from './model-variant.ts'
import { preflight } from './preflight.ts'

/**
 * The same model in a variant that fits, if it was the variant that did not; else the largest smaller one, of the
 * same family if it has one. Undefined where the model fits or nothing else does.
 */
export const suggestInstead = (
  model: DeviceModel,
  device: DeviceAbilities,
  models: readonly DeviceModel[],
): DeviceModel | undefined => {
  if (preflight(model, device).fits) return undefined
  const fitting = models
    .filter(other => other.id !== model.id && other.task === model.task && preflight(other, device).fits)
    .toSorted((one, other) => other.memoryBytes - one.memoryBytes)
  const variant = fitting.findLast(other => modelNameOf(other) === modelNameOf(model))
  const smaller = fitting.filter(({ memoryBytes }) => memoryBytes < model.memoryBytes)
  return variant ?? smaller.find(({ family }) => family === model.family) ?? smaller[0]
}
