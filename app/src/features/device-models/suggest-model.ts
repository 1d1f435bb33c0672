/** What to take instead of a model that does not fit. */

import type { DeviceAbilities } from './device-abilities.ts'
import type { DeviceModel } from './device-model.ts'
import { modelNameOf } from './model-variant.ts'
import { type Fit, preflight } from './preflight.ts'
import { rankFit } from './rank-fit.ts'

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
    .flatMap((other): readonly Candidate[] => {
      const fit = preflight(other, device)
      return other.id !== model.id && other.task === model.task && fit.fits ? [{ model: other, fit }] : []
    })
    .toSorted(byLoss)
    .map(candidate => candidate.model)
  const variant = fitting.find(other => modelNameOf(other) === modelNameOf(model))
  const smaller = fitting.filter(({ memoryBytes }) => memoryBytes < model.memoryBytes)
  return variant ?? smaller.find(({ family }) => family === model.family) ?? smaller[0]
}

interface Candidate {
  readonly model: DeviceModel
  readonly fit: Fit
}

/** The larger model; of its variants the faster place, the longer context, and what takes least. */
const byLoss = (one: Candidate, other: Candidate): number =>
  (other.model.parameters ?? 0) - (one.model.parameters ?? 0) ||
  rankFit(one.fit) - rankFit(other.fit) ||
  other.model.contextWindow - one.model.contextWindow ||
  one.model.memoryBytes - other.model.memoryBytes
