/** An embedding model on ONNX Runtime. */

import { err, ok } from '@weft/shared/result.ts'
import type * as Transformers from '@huggingface/transformers'
import { embeddingHabits } from './embedding-habits.ts'
import type { LoadedModel } from './loaded-model.ts'
import type { OnnxModel, OnnxOptions } from './onnx-options.ts'
import { nameFailure } from './name-failure.ts'
import { toUnitLength } from './to-unit-length.ts'

export const openOnnxEmbedder = async (
  library: typeof Transformers,
  repository: string,
  model: OnnxModel,
  options: OnnxOptions,
): Promise<LoadedModel> => {
  const extract = await library.pipeline('feature-extraction', repository, options)
  const habits = embeddingHabits(model.id)
  return {
    task: 'embedding',
    embed: async (texts, purpose) => {
      try {
        const output = await extract(
          texts.map(text => habits[purpose] + text),
          { pooling: habits.pooling, normalize: true },
        )
        const size = output.dims.at(-1) ?? 0
        const { data } = output
        if (!(data instanceof Float32Array)) return err({ type: 'model-broken', detail: 'no vectors came' })
        return ok(texts.map((_text, index) => toUnitLength(data.subarray(index * size, (index + 1) * size))))
      } catch (cause) {
        return err(nameFailure(cause))
      }
    },
  }
}
