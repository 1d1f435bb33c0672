import { expect, it } from 'vitest'
import { catalogue } from './catalogue.ts'
import file from './catalogue.json'
import { DeviceModel } from './device-model.ts'
import { findDeviceModel } from './find-device-model.ts'
import { installedRecords, makeInstalledCatalogue } from './testing/installed-records.ts'
import * as z from 'zod/mini'

const find = (id: string): DeviceModel => {
  const model = findDeviceModel(id)
  if (!model) throw new Error(`${id} is not in the catalogue`)
  return model
}

it('is what the installed WebLLM says (node scripts/make-model-catalogue.ts)', () => {
  expect(file).toEqual(makeInstalledCatalogue())
})

it('gives WebLLM every one of its records back unchanged', () => {
  const records = catalogue.flatMap(({ id, source }) =>
    source.type === 'webllm'
      ? [{ model: source.weights, model_lib: source.library, model_id: id, ...source.record }]
      : [],
  )
  expect(records).toEqual(installedRecords)
})

it('holds nothing but models, each under an id and a name of its own', () => {
  for (const model of catalogue) expect(z.parse(DeviceModel, model)).toEqual(model)
  expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length)
  expect(new Set(catalogue.map(({ name }) => name)).size).toBe(catalogue.length)
})

it.each([
  ['Llama-3.2-1B-Instruct-q4f16_1-MLC', 'Llama 3.2 1B · q4f16'],
  ['Phi-3.5-mini-instruct-q4f32_1-MLC-1k', 'Phi 3.5 mini · q4f32 1k'],
  ['snowflake-arctic-embed-s-q0f32-MLC-b4', 'Arctic Embed S · q0f32 b4'],
  ['onnx-community/Llama-3.2-1B-Instruct:q8', 'Llama 3.2 1B · ONNX q8'],
  ['gemma3-1b-it-q4f16_1-MLC', 'Gemma 3 1B'],
])('calls %s %s', (id, name) => {
  expect(find(id).name).toBe(name)
})

it('knows that a library for 16-bit floats needs them, also where the record forgot to say so', () => {
  const forgetful = find('Llama-3.2-1B-Instruct-q4f16_1-MLC')
  expect(forgetful.source).not.toHaveProperty('record.required_features')
  expect(forgetful.needsHalfFloats).toBe(true)
  expect(find('Llama-3.2-1B-Instruct-q4f32_1-MLC').needsHalfFloats).toBe(false)
  expect(find('Llama-3.1-70B-Instruct-q3f16_1-MLC').needsHalfFloats).toBe(true)
  for (const record of installedRecords)
    if (record.required_features?.includes('shader-f16'))
      expect(find(record.model_id)).toHaveProperty('needsHalfFloats', true)
})

it.each([
  ['Hermes-3-Llama-3.1-8B-q4f16_1-MLC', { tools: true, vision: false, reasoning: false }],
  ['Phi-3.5-vision-instruct-q4f16_1-MLC', { tools: false, vision: true, reasoning: false }],
  ['Qwen3-4B-q4f16_1-MLC', { tools: false, vision: false, reasoning: true }],
  ['DeepSeek-R1-Distill-Qwen-7B-q4f16_1-MLC', { tools: false, vision: false, reasoning: true }],
  ['Llama-3.2-3B-Instruct-q4f16_1-MLC', { tools: false, vision: false, reasoning: false }],
])('knows what %s can do', (id, abilities) => {
  expect(find(id).abilities).toEqual(abilities)
})

it('reads context, buffers and task from the record', () => {
  expect(find('Phi-3.5-mini-instruct-q4f16_1-MLC-1k').contextWindow).toBe(1024)
  expect(find('TinyLlama-1.1B-Chat-v1.0-q4f32_1-MLC').contextWindow).toBe(2048)
  expect(find('gemma-2b-it-q4f32_1-MLC').bufferBytes).toBe(262_144_000)
  expect(find('snowflake-arctic-embed-m-q0f32-MLC-b32')).toMatchObject({
    task: 'embedding',
    contextWindow: 512,
  })
})

it('estimates downloads that fit into the memory the model needs, and are most of it where little else is', () => {
  for (const { id, downloadBytes, memoryBytes } of catalogue)
    expect(downloadBytes, id).toBeLessThan(memoryBytes * 1.06 + 30e6)
  // 1.23 billion numbers of 4.5 bits, and of 32.
  expect(find('Llama-3.2-1B-Instruct-q4f16_1-MLC').downloadBytes).toBe(721_875_000)
  expect(find('Llama-3.2-1B-Instruct-q0f32-MLC').downloadBytes).toBe(4_950_000_000)
})

it('finds what a person has added, after its own', () => {
  const [own] = catalogue
  if (!own) throw new Error('empty')
  const added = { ...own, id: 'custom/one', name: 'One' }
  expect(findDeviceModel('custom/one', [added])).toBe(added)
  expect(findDeviceModel(own.id, [{ ...own, name: 'Another' }])).toBe(own)
  expect(findDeviceModel('none')).toBeUndefined()
})
