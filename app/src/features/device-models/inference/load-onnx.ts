/** A model on ONNX Runtime, by the graphics processor where there is a real one, else by the processor. */

import { err, ok, type Result } from '@weft/shared/result.ts'
import type { Fetch } from '../../providers/exchange.ts'
import type { ProviderError } from '../../providers/provider-error.ts'
import type { LoadedModel } from './loaded-model.ts'
import { nameFailure } from './name-failure.ts'
import { openTransformers } from './onnx-runtime.ts'
import type { OnnxModel, OnnxOptions } from './onnx-options.ts'
import { openOnnxChat } from './onnx-chat.ts'
import { openOnnxEmbedder } from './onnx-embedder.ts'

export const loadOnnx = async (
  model: OnnxModel,
  onLoading: (loaded: number) => void,
  ask: Fetch,
): Promise<Result<LoadedModel, ProviderError>> => {
  const { origin, pathname } = new URL(model.source.weights)
  const repository = pathname.replace(/^\/|\/$/g, '')
  const options: OnnxOptions = {
    dtype: model.source.dtype,
    device: await chooseDevice(model),
    progress_callback: ({ status, progress }) => {
      if (status === 'progress_total' && progress !== undefined) onLoading(progress / 100)
    },
  }
  try {
    const library = await openTransformers(origin, ask)
    const open = model.task === 'embedding' ? openOnnxEmbedder : openOnnxChat
    return ok(await open(library, repository, model, options))
  } catch (cause) {
    return err(nameFailure(cause))
  }
}

/** A processor that is drawn by another is slower at this than the other by itself, for which 8-bit weights are made. */
const chooseDevice = async ({ source }: OnnxModel): Promise<OnnxOptions['device']> => {
  if (source.dtype === 'q8') return 'wasm'
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null)
  if (!adapter || adapter.info.isFallbackAdapter || adapter.info.architecture === 'swiftshader') return 'wasm'
  const needsHalf = source.dtype === 'fp16' || source.dtype === 'q4f16'
  return needsHalf && !adapter.features.has('shader-f16') ? 'wasm' : 'webgpu'
}
