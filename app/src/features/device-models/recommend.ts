/** The few models to begin with on this device: the best of each class of size that fits comfortably. */

import type { DeviceAbilities } from './device-abilities.ts'
import type { DeviceModel } from './device-model.ts'
import { memoryBudget } from './memory-budget.ts'
import { modelNameOf } from './model-variant.ts'
import { preferredModels } from './preferred-models.ts'
import { type Fit, preflight } from './preflight.ts'
import { rankFit } from './rank-fit.ts'

const most = 6
const mostOnPhones = 3

/** Larger ones answer too slowly where a processor alone computes. */
const mostParametersWhenSlow = 1.5e9

interface Candidate {
  readonly model: DeviceModel
  readonly fit: Fit
}

/** Of one model: the faster place, the longer context, then what is quickest to fetch (which prefers half floats). */
const byVariant = (one: Candidate, other: Candidate): number =>
  rankFit(one.fit) - rankFit(other.fit) ||
  other.model.contextWindow - one.model.contextWindow ||
  one.model.downloadBytes - other.model.downloadBytes ||
  one.model.memoryBytes - other.model.memoryBytes

export const recommendModels = (
  models: readonly DeviceModel[],
  device: DeviceAbilities,
  task: DeviceModel['task'] = 'chat',
): readonly DeviceModel[] => {
  const { comfortable } = memoryBudget(device)
  const candidates = models
    .filter(model => model.task === task && model.memoryBytes <= comfortable)
    .flatMap((model): readonly Candidate[] => {
      const fit = preflight(model, device)
      const isTooSlow =
        fit.fits && fit.estimate === 'slow' && (model.parameters ?? 0) > mostParametersWhenSlow
      return fit.fits && !isTooSlow ? [{ model, fit }] : []
    })
  const variantsOf = (name: string): readonly Candidate[] =>
    candidates.filter(({ model }) => modelNameOf(model) === name).toSorted(byVariant)
  const classes = preferredModels[task].map(names => names.flatMap(variantsOf))
  return pick(classes, device.isPhone ? mostOnPhones : most)
    .toSorted((one, other) => rankFit(one.fit) - rankFit(other.fit))
    .map(({ model }) => model)
}

/** Qwen 3 and Qwen 3.5 are no two choices. */
const makerOf = ({ model }: Candidate): string => model.family.replace(/ .*/, '')

/** One of each class, and again, until there are enough: a second of the same class is a choice, a third is noise. */
const pick = (classes: readonly (readonly Candidate[])[], count: number): readonly Candidate[] => {
  const firsts = classes.flatMap(([first]) => (first ? [first] : []))
  const seconds = classes.flatMap(([first, ...rest]) =>
    rest.filter(candidate => first && makerOf(candidate) !== makerOf(first)).slice(0, 1),
  )
  const picked = new Set([...firsts, ...seconds].slice(0, count))
  // In the order of the classes, the largest first.
  return classes.flat().filter(candidate => picked.has(candidate))
}
