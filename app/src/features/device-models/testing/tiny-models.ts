/** Models for tests that only need to be told apart. */

import type { DeviceModel } from '../device-model.ts'

export const tinyModel = (id: string, facts: Partial<DeviceModel> = {}): DeviceModel => ({
  id,
  engine: 'onnx',
  task: 'chat',
  name: `The model ${id}`,
  family: 'Tiny',
  downloadBytes: 1_000,
  memoryBytes: 1_000,
  contextWindow: 256,
  languages: [],
  licence: { name: 'None' },
  needsHalfFloats: false,
  abilities: { tools: false, vision: false, reasoning: false },
  source: { type: 'onnx', weights: `https://models.example/tiny/${id}`, dtype: 'q8' },
  ...facts,
})
