import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseCustomModel } from './custom-model.ts'
import type { DeviceAbilities } from './device-abilities.ts'
import type { DeviceModel } from './device-model.ts'
import { findDeviceModel } from './find-device-model.ts'
import { keptFree, preflight } from './preflight.ts'
import { catalogueModels, devices } from './testing/device-arbitraries.ts'
import { laptop, oldLaptop, phone, processor, softwareOnly, withoutGpu } from './testing/played-devices.ts'

const find = (id: string): DeviceModel => {
  const model = findDeviceModel(id)
  if (!model) throw new Error(`${id} is not in the catalogue`)
  return model
}

const llama = find('Llama-3.2-1B-Instruct-q4f16_1-MLC')
const llamaFloats = find('Llama-3.2-1B-Instruct-q4f32_1-MLC')
const llamaOnnx = find('onnx-community/Llama-3.2-1B-Instruct:q8')
const smolOnnx = find('HuggingFaceTB/SmolLM2-135M-Instruct:q4')
const gemma = find('gemma-4-E2B-it-q4f16_1-MLC')
const llama70 = find('Llama-3.1-70B-Instruct-q3f16_1-MLC')

const reasonOf = (model: DeviceModel, device: DeviceAbilities): unknown => {
  const verdict = preflight(model, device)
  return verdict.fits ? 'fits' : verdict.reason.type
}

it('is sure of a small model on a processor that says how much memory it has', () => {
  expect(preflight(llama, laptop)).toEqual({ fits: true, estimate: 'good', runsOn: 'gpu' })
})

it('does not know where the browser keeps its memory to itself', () => {
  expect(preflight(llama, { ...laptop, deviceMemory: undefined })).toHaveProperty('estimate', 'unknown')
})

it('does not know of a model that leaves little to others', () => {
  const qwen = find('Qwen3-8B-q4f16_1-MLC')
  expect(preflight(qwen, laptop)).toHaveProperty('estimate', 'unknown')
  expect(preflight(qwen, { ...laptop, deviceMemory: 16 })).toHaveProperty('estimate', 'good')
})

it.each([
  ['no WebGPU', 'no-webgpu', llama, withoutGpu],
  ['no adapter', 'no-adapter', llama, { ...laptop, gpu: 'no-adapter' as const }],
  ['no half floats', 'no-half-floats', llama, oldLaptop],
  ['half floats that nobody needs', 'fits', llamaFloats, oldLaptop],
  [
    'no WebGPU for ONNX weights of half floats',
    'no-webgpu',
    find('Xenova/all-MiniLM-L6-v2:fp16'),
    withoutGpu,
  ],
  ['too little memory', 'too-large-for-memory', llama70, laptop],
  ['a phone with half of it', 'too-large-for-memory', find('Qwen3-8B-q4f16_1-MLC'), phone],
])('looks at %s: %s', (_, reason, model, device) => {
  expect(reasonOf(model, device)).toBe(reason)
})

it.each([
  ['just enough', 2 ** 30, 2 ** 30, 'fits'],
  // WebLLM would ask for 128 MiB of the half gibibyte it could have.
  ['more than the small size and less than the large one', 2 ** 30, 2 ** 29, 'buffer-too-small'],
  ['large bindings of small buffers', 2 ** 28, 2 ** 30, 'fits'],
])('gives a model of 192 MiB buffers %s', (_, maxBufferSize, maxStorageBufferBindingSize, reason) => {
  const gpu = { ...processor, maxBufferSize, maxStorageBufferBindingSize }
  expect(reasonOf(gemma, { ...laptop, gpu })).toBe(reason)
})

it('says how large a buffer must be and may be', () => {
  const gpu = { ...processor, maxStorageBufferBindingSize: 2 ** 27 }
  expect(preflight(gemma, { ...laptop, gpu })).toEqual({
    fits: false,
    reason: { type: 'buffer-too-small', needed: 201_326_592, given: 2 ** 27 },
  })
  expect(reasonOf(llama, { ...laptop, gpu: { ...gpu, maxStorageBufferBindingSize: 2 ** 26 } })).toBe(
    'buffer-too-small',
  )
})

it('asks no more of buffers than 128 MiB where the record does not', () => {
  const gpu = { ...processor, maxBufferSize: 2 ** 28, maxStorageBufferBindingSize: 2 ** 27 }
  expect(reasonOf(llama, { ...laptop, gpu })).toBe('fits')
})

it('knows the processors that WebLLM refuses for whatever model', () => {
  expect(reasonOf(llama, { ...laptop, gpu: { ...processor, maxComputeWorkgroupStorageSize: 2 ** 14 } })).toBe(
    'processor-too-small',
  )
  expect(reasonOf(llama, { ...laptop, gpu: { ...processor, maxStorageBuffersPerShaderStage: 8 } })).toBe(
    'processor-too-small',
  )
})

it('runs ONNX weights without a graphics processor, slower', () => {
  expect(preflight(smolOnnx, laptop)).toEqual({ fits: true, estimate: 'good', runsOn: 'gpu' })
  expect(preflight(smolOnnx, withoutGpu)).toEqual({ fits: true, estimate: 'slow', runsOn: 'cpu' })
  expect(preflight(smolOnnx, softwareOnly)).toEqual({ fits: true, estimate: 'slow', runsOn: 'cpu' })
  expect(preflight(llamaOnnx, laptop)).toEqual({ fits: true, estimate: 'slow', runsOn: 'cpu' })
})

it('says that a software adapter is slow', () => {
  expect(preflight(llamaFloats, softwareOnly)).toEqual({ fits: true, estimate: 'slow', runsOn: 'software' })
})

it('refuses on the main processor what WebAssembly cannot count to', () => {
  const large = { ...llamaOnnx, memoryBytes: 5e9 }
  expect(reasonOf(large, { ...withoutGpu, deviceMemory: 32 })).toBe('too-large-for-memory')
})

it('keeps 500 MB free beside a download', () => {
  const exact = llama.downloadBytes + keptFree
  expect(reasonOf(llama, { ...laptop, freeBytes: exact })).toBe('fits')
  expect(preflight(llama, { ...laptop, freeBytes: exact - 1 })).toEqual({
    fits: false,
    reason: { type: 'no-room', needed: exact, free: exact - 1 },
  })
})

it('counts what an earlier download has left', () => {
  const device = { ...laptop, freeBytes: keptFree + 1000 }
  expect(preflight(llama, device, llama.downloadBytes - 1000).fits).toBe(true)
  expect(preflight(llama, device, llama.downloadBytes - 1001).fits).toBe(false)
  // Nothing is fetched of what is here whole.
  expect(preflight(llama, { ...laptop, freeBytes: 0 }, llama.downloadBytes).fits).toBe(true)
})

it('is not sure of a model whose size nobody knows, and keeps room beside it too', () => {
  const added = parseCustomModel({
    engine: 'webllm',
    task: 'chat',
    weights: 'owner/some-model',
    library: 'https://example.org/some-model.wasm',
    dtype: 'q8',
    name: '',
    contextWindow: '',
  })
  if (!added.ok) throw new Error('refused')
  expect(preflight(added.value, laptop)).toHaveProperty('estimate', 'unknown')
  expect(reasonOf(added.value, { ...laptop, freeBytes: keptFree - 1 })).toBe('no-room')
})

/** Also just beside the border. */
const roomLeft = fc.oneof(fc.nat(1e9), fc.integer({ min: 500e6 - 2, max: 500e6 + 2 }))

it('never lets a download leave less than 500 MB', () => {
  fc.assert(
    fc.property(catalogueModels, fc.nat(4e9), roomLeft, (model, bytesHere, left) => {
      const missing = Math.max(0, model.downloadBytes - bytesHere)
      const verdict = preflight(model, { ...laptop, deviceMemory: 32, freeBytes: missing + left }, bytesHere)
      expect(verdict.fits).toBe(missing === 0 || left >= 500e6)
    }),
    { numRuns: 1000 },
  )
})

it('never runs WebLLM without a processor, nor half floats on one without them', () => {
  fc.assert(
    fc.property(catalogueModels, devices, (model, device) => {
      const verdict = preflight(model, device)
      if (!verdict.fits) return
      if (model.engine === 'webllm') expect(device.gpu).toBeTypeOf('object')
      if (model.needsHalfFloats) expect(device.gpu).toHaveProperty('halfFloats', true)
      if (verdict.estimate === 'good') expect(device.gpu).toHaveProperty('isSoftware', false)
    }),
    { numRuns: 1000 },
  )
})
