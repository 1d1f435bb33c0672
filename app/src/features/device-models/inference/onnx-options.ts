/** How a model on ONNX Runtime is opened. */

import type { DeviceModel } from '../device-model.ts'

export type OnnxModel = DeviceModel & { readonly source: { readonly type: 'onnx' } }

/** What both kinds of models are opened with. */
export interface OnnxOptions {
  readonly dtype: OnnxModel['source']['dtype']
  readonly device: 'webgpu' | 'wasm'
  readonly progress_callback: (info: { readonly status: string; readonly progress?: number }) => void
}
