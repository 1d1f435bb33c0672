/**
 * What a graphics processor must be able to do for a model, as far as it can be known beforehand. WebLLM looks only
 * after it has fetched the configuration and the library, and for half floats not always.
 *
 * Source: `detectGPUDevice` of WebLLM 0.2.86 (TVM's runtime).
 */

import type { DeviceAbilities, Processor } from './device-abilities.ts'
import type { DeviceModel } from './device-model.ts'

export type GpuLack =
  | { readonly type: 'no-webgpu' }
  | { readonly type: 'no-adapter' }
  | { readonly type: 'no-half-floats' }
  /** Bytes that one buffer must hold, and may. */
  | { readonly type: 'buffer-too-small'; readonly needed: number; readonly given: number }
  /** Too little for WebLLM itself, whatever the model. */
  | { readonly type: 'processor-too-small' }

/** It asks for the large size and, where that is not given, for the small one; nothing between them. */
const bufferSizes = { large: 2 ** 30, small: 2 ** 28 }
const bindingSizes = { large: 2 ** 30, small: 2 ** 27 }
const workgroupStorage = 32 * 2 ** 10
const buffersPerStage = 10

const granted = (limit: number, { large, small }: typeof bufferSizes): number =>
  limit >= large ? large : limit >= small ? small : 0

/** What keeps the model from running on the graphics processor; undefined where nothing does. */
export const findGpuLack = (model: DeviceModel, gpu: DeviceAbilities['gpu']): GpuLack | undefined => {
  if (gpu === 'none') return { type: 'no-webgpu' }
  if (gpu === 'no-adapter') return { type: 'no-adapter' }
  if (model.needsHalfFloats && !gpu.halfFloats) return { type: 'no-half-floats' }
  return model.engine === 'webllm' ? findWebllmLack(model, gpu) : undefined
}

const findWebllmLack = ({ bufferBytes }: DeviceModel, gpu: Processor): GpuLack | undefined => {
  if (
    gpu.maxComputeWorkgroupStorageSize < workgroupStorage ||
    gpu.maxStorageBuffersPerShaderStage < buffersPerStage
  )
    return { type: 'processor-too-small' }
  const buffer = granted(gpu.maxBufferSize, bufferSizes)
  const given = Math.min(buffer, granted(gpu.maxStorageBufferBindingSize, bindingSizes))
  const needed = bufferBytes ?? bindingSizes.small
  return given < needed ? { type: 'buffer-too-small', needed, given } : undefined
}
