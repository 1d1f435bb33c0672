/** An embedding model on ONNX Runtime. */

import { err, ok } from '@weft/shared/result.ts'
import type * as Transformers from '@huggingface/transformers'
import { embeddingWords } from '../../providers/embedding-words.ts'
import type { LoadedModel } from './loaded-model.ts'
import type { OnnxModel, OnnxOptions } from './onnx-options.ts'
import { nameFailure } from './name-failure.ts'
import { poolingOf } from './pooling.ts'
import { toUnitLength } from './to-unit-length.ts'

export const openOnnxEmbedder = async (
  library: typeof Transformers,
  repository: string,
  model: OnnxModel,
  options: OnnxOptions,
): Promise<LoadedModel> => {
  const extract = await library.pipeline('feature-extraction', repository, options)
  return {
    task: 'embedding',
    embed: async (texts, purpose) => {
      try {
        const output = await extract(
          texts.map(text => embeddingWords(model.id, purpose) + text),
          { pooling: poolingOf(model.id), normalize: true },
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
