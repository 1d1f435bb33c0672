/** The files of an ONNX model, as transformers 4.3.1 asks for them (`get_model_files`, `get_tokenizer_files`). */

import { err, ok, type Result } from '@weft/shared/result.ts'
import * as z from 'zod/mini'
import type { DeviceModel } from '../device-model.ts'
import type { HostDeps } from './ask-host.ts'
import type { DownloadError } from './download-error.ts'
import type { ModelFile } from './model-file.ts'
import { fileUrl, type ModelTree } from './model-tree.ts'
import { readHostJson } from './read-host-json.ts'

type OnnxSource = Extract<DeviceModel['source'], { readonly type: 'onnx' }>

/** How the library of Hugging Face names the files of each kind of weights (`utils/dtypes.js`, 4.3.1). */
const suffixByWeights = { fp32: '', fp16: '_fp16', q8: '_quantized', q4: '_q4', q4f16: '_q4f16' } as const

const OnnxConfig = z.looseObject({
  'transformers.js_config': z.optional(z.looseObject({ use_external_data_format: z.optional(z.unknown()) })),
})

export const listOnnxFiles = async (
  { weights, dtype }: OnnxSource,
  tree: ModelTree,
  deps: HostDeps,
  signal: AbortSignal,
): Promise<Result<readonly ModelFile[], DownloadError>> => {
  const at = (path: string): ModelFile => ({ url: fileUrl(weights, path), cache: 'weft/onnx' })
  const config = await readHostJson(fileUrl(weights, 'config.json'), OnnxConfig, deps, signal)
  if (!config.ok) return config
  const name = `model${suffixByWeights[dtype]}.onnx`
  const external = config.value['transformers.js_config']?.use_external_data_format
  const paths = [
    'config.json',
    'tokenizer.json',
    'tokenizer_config.json',
    `onnx/${name}`,
    ...externalNames(name, external).map(data => `onnx/${data}`),
  ]
  const missing = tree.size === 0 ? undefined : paths.find(path => !tree.has(fileUrl(weights, path)))
  if (missing !== undefined) return err({ type: 'file-missing', detail: missing })
  // Optional: its absence is known only where the host lists what it has.
  const generation = fileUrl(weights, 'generation_config.json')
  return ok([...paths.map(at), ...(tree.has(generation) ? [at('generation_config.json')] : [])])
}

/** More parts than any model has. */
const maxParts = 100

/** `true` for one file beside the model, a number for so many, or either by the model's name (`utils/model-loader.js`). */
const externalNames = (name: string, format: unknown): readonly string[] => {
  const own = typeof format === 'object' && format !== null ? lookUp(format, name) : format
  const count = Math.min(Number(own) || 0, maxParts)
  return Array.from({ length: count }, (_unused, index) =>
    index === 0 ? `${name}_data` : `${name}_data_${String(index)}`,
  )
}

const lookUp = (format: object, name: string): unknown => {
  const key = [name, 'model'].find(each => Object.hasOwn(format, each))
  return key === undefined ? 0 : Reflect.get(format, key)
}
