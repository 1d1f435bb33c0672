/** What follows from the kind of weights of an ONNX model. */

import type { OnnxWeights } from './device-model.ts'

/** transformers.js refuses these weights on a graphics processor without `shader-f16` (`src/models/session.js`). */
const halfFloats: ReadonlySet<OnnxWeights> = new Set<OnnxWeights>(['fp16', 'q4f16'])

export const needsHalfFloats = (dtype: OnnxWeights): boolean => halfFloats.has(dtype)

/** Nobody publishes the memory these need: the weights, and half as much again for the context and to compute in. */
export const estimateMemory = (weightBytes: number): number => Math.round(weightBytes * 1.5)
