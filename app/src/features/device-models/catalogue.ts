/**
 * The models that can run on a device, before anything is fetched. Loaded lazily, by the page that lists them and by
 * who looks one up; neither of the two engines comes with it.
 */

import type { DeviceModel } from './device-model.ts'
import { tellApart } from './model-variant.ts'
import { onnxModels } from './onnx-models.ts'
import { webllmModels } from './webllm-models.ts'

export const catalogue: readonly DeviceModel[] = tellApart([...webllmModels, ...onnxModels])
