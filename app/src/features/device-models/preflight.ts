/**
 * Whether a model can run on a device, said before anything is fetched. Pure: the device is what it said of itself.
 * It gives no speed in figures; those are measured on the device, by the model that runs.
 */

import type { DeviceAbilities } from './device-abilities.ts'
import type { DeviceModel } from './device-model.ts'
import { findGpuLack, type GpuLack } from './gpu-needs.ts'
import { memoryBudget, wasmMemory } from './memory-budget.ts'

/** Bytes that no model may take from conversations, which grow after it has been fetched. */
export const keptFree = 500e6

export type Refusal =
  | GpuLack
  | { readonly type: 'too-large-for-memory'; readonly needed: number; readonly most: number }
  /** `needed` is what is still to be fetched and what is kept free beside it. */
  | { readonly type: 'no-room'; readonly needed: number; readonly free: number }

export interface Fit {
  readonly fits: true
  /** `unknown` where the device does not say enough, or the model does not. */
  readonly estimate: 'good' | 'slow' | 'unknown'
  /** `software` plays a graphics processor on the main one, which is slower than to do without. */
  readonly runsOn: 'gpu' | 'cpu' | 'software'
}

export type Verdict = Fit | { readonly fits: false; readonly reason: Refusal }

/** `bytesHere`: what an earlier download of this model has left. */
export const preflight = (model: DeviceModel, device: DeviceAbilities, bytesHere = 0): Verdict => {
  // The browser has looked at the device itself, and says so by offering its model at all.
  if (model.source.type === 'browser') return { fits: true, estimate: 'unknown', runsOn: 'gpu' }
  const place = findPlace(model, device.gpu)
  if (typeof place === 'object') return { fits: false, reason: place }
  const budget = memoryBudget(device)
  const most = place === 'gpu' ? budget.most : Math.min(budget.most, wasmMemory)
  if (model.memoryBytes > most)
    return { fits: false, reason: { type: 'too-large-for-memory', needed: model.memoryBytes, most } }
  const missing = Math.max(0, model.downloadBytes - bytesHere)
  const needed = missing + keptFree
  // What is here whole takes nothing from anybody. Of what has no size yet, nothing is.
  const isHere = missing === 0 && model.downloadBytes > 0
  if (!isHere && needed > device.freeBytes)
    return { fits: false, reason: { type: 'no-room', needed, free: device.freeBytes } }
  if (place !== 'gpu') return { fits: true, estimate: 'slow', runsOn: place }
  const isSure = budget.isKnown && model.memoryBytes > 0 && model.memoryBytes <= budget.comfortable
  return { fits: true, estimate: isSure ? 'good' : 'unknown', runsOn: 'gpu' }
}

/** WebLLM knows one place; transformers.js another one, which cannot compute with half floats. */
const findPlace = (model: DeviceModel, gpu: DeviceAbilities['gpu']): Fit['runsOn'] | GpuLack => {
  const lack = findGpuLack(model, gpu)
  const isSoftware = typeof gpu === 'object' && gpu.isSoftware
  if (model.source.type === 'onnx' && !model.needsHalfFloats) {
    // 8-bit weights are made for the main processor: it is where transformers.js takes them by default.
    return lack !== undefined || isSoftware || model.source.dtype === 'q8' ? 'cpu' : 'gpu'
  }
  return lack ?? (isSoftware ? 'software' : 'gpu')
}
