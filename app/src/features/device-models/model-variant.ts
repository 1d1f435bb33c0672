/** A model comes in several variants: other weights, another engine. What they share, and what sets them apart. */

import type { DeviceModel } from './device-model.ts'
import { readQuantisedName } from './quantisation.ts'

const repositoryOf = ({ id, source }: DeviceModel): string =>
  source.type === 'browser' ? id : source.weights.slice(source.weights.lastIndexOf('/') + 1)

/** The same for all variants of a model, of both engines: `Llama-3.2-1B-Instruct`. */
export const modelNameOf = (model: DeviceModel): string => {
  const repository = repositoryOf(model)
  return readQuantisedName(repository)?.model ?? repository.replace(/-ONNX$/, '')
}

/** In how few signs this one differs: `q4f16`, `q4f16 1k`, `ONNX q8`. Names in the vendors' own signs, not words. */
const variantOf = (model: DeviceModel): string => {
  if (model.source.type === 'onnx') return `ONNX ${model.source.dtype}`
  const repository = repositoryOf(model)
  const code = readQuantisedName(repository)?.code.replace(/_\d$/, '')
  const rest = model.id.startsWith(`${repository}-`) ? model.id.slice(repository.length + 1) : undefined
  return [code, rest].filter(part => part !== undefined).join(' ')
}

/** Adds the variant to a name where two models would read the same. */
export const tellApart = (models: readonly DeviceModel[]): readonly DeviceModel[] => {
  const counts = new Map<string, number>()
  for (const { name } of models) counts.set(name, (counts.get(name) ?? 0) + 1)
  return models.map(model =>
    (counts.get(model.name) ?? 0) > 1 ? { ...model, name: `${model.name} · ${variantOf(model)}` } : model,
  )
}
