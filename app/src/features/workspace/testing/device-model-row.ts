/** A model that is on this device, for tests of views that list it. */

import type { DeviceModelRow } from '../../device-models/tables.ts'

export const deviceModelRow = (id: string, name: string, usedAt = 1): DeviceModelRow => ({
  id,
  model: {
    id,
    engine: 'onnx',
    task: 'chat',
    name,
    family: 'Llama 3.2',
    downloadBytes: 900_000_000,
    memoryBytes: 1_200_000_000,
    contextWindow: 8_000,
    languages: ['en'],
    licence: { name: 'Llama 3.2' },
    needsHalfFloats: false,
    abilities: { tools: false, vision: false, reasoning: false },
    source: { type: 'onnx', weights: 'https://models.example/llama', dtype: 'q4' },
  },
  state: 'here',
  doneBytes: 900_000_000,
  totalBytes: 900_000_000,
  files: [],
  addedAt: 1,
  usedAt,
})
