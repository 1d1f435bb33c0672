/** A model as the files of its repository, and what both tiny models do with them. */
import type { OnnxTensor } from './onnx.ts'

/** Paths inside the repository, such as `onnx/model.onnx`. */
export type ModelFiles = ReadonlyMap<string, Uint8Array<ArrayBuffer>>

export type Weights = 'fp32' | 'fp16' | 'q8' | 'q4' | 'q4f16'

export interface ModelFilesOptions {
  readonly seed?: number
  /** Under which names the weights are offered; all hold the same, for nobody looks whether they are quantized. */
  readonly weights?: readonly Weights[]
  /** Bytes that are downloaded and never used: a model of some megabytes that is as quick as a tiny one. */
  readonly padding?: number
}

/** How transformers.js names the files of each kind of weights (its `utils/dtypes.js`). */
const endings: Readonly<Record<Weights, string>> = {
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  q4: '_q4',
  q4f16: '_q4f16',
}

export const modelFiles = (
  texts: Readonly<Record<string, unknown>>,
  model: Uint8Array<ArrayBuffer>,
  weights: readonly Weights[] = ['fp32', 'q8', 'q4f16'],
): ModelFiles =>
  new Map([
    ...Object.entries(texts).map(
      ([path, value]) => [path, new TextEncoder().encode(JSON.stringify(value, undefined, 2))] as const,
    ),
    ...weights.map(kind => [`onnx/model${endings[kind]}.onnx`, model] as const),
  ])

/** Numbers from 0 to 1 that are the same every time (mulberry32). */
export const createRandom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

/** Different bytes everywhere, so that parts of a download cannot be taken for each other. */
export const paddingTensors = (bytes: number, random: () => number): readonly OnnxTensor[] =>
  bytes === 0
    ? []
    : [{ name: 'padding', shape: [bytes], values: Uint8Array.from({ length: bytes }, () => random() * 256) }]
