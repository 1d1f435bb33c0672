import fc from 'fast-check'
import { expect, it } from 'vitest'
import { catalogue } from './catalogue.ts'
import type { DeviceAbilities } from './device-abilities.ts'
import type { DeviceModel } from './device-model.ts'
import { findDeviceModel } from './find-device-model.ts'
import { memoryBudget } from './memory-budget.ts'
import { modelNameOf } from './model-variant.ts'
import { preferredModels } from './preferred-models.ts'
import { preflight } from './preflight.ts'
import { recommendModels } from './recommend.ts'
import { suggestInstead } from './suggest-model.ts'
import { catalogueModels, devices } from './testing/device-arbitraries.ts'
import { laptop, oldLaptop, phone, softwareOnly, withoutGpu } from './testing/played-devices.ts'

const idsFor = (device: DeviceAbilities, task: DeviceModel['task'] = 'chat'): readonly string[] =>
  recommendModels(catalogue, device, task).map(({ id }) => id)

it('recommends the best of each size that fits comfortably', () => {
  expect(idsFor(laptop)).toEqual([
    'Qwen3.5-4B-q4f16_1-MLC',
    'Ministral-3-3B-Instruct-2512-BF16-q4f16_1-MLC',
    'Qwen3.5-2B-q4f16_1-MLC',
    'Llama-3.2-3B-Instruct-q4f16_1-MLC',
    'Qwen3.5-0.8B-q4f16_1-MLC',
    'Qwen2.5-0.5B-Instruct-q4f16_1-MLC',
  ])
})

it('takes weights of 32-bit floats where there are no others', () => {
  const ids = idsFor(oldLaptop)
  expect(ids.length).toBeGreaterThanOrEqual(3)
  for (const id of ids) expect(findDeviceModel(id)).toHaveProperty('needsHalfFloats', false)
})

it('gives phones few and small ones', () => {
  expect(idsFor(phone)).toEqual([
    'Qwen3-1.7B-q4f16_1-MLC',
    'Qwen3.5-0.8B-q4f16_1-MLC',
    'Qwen2.5-0.5B-Instruct-q4f16_1-MLC',
  ])
  expect(idsFor({ ...phone, deviceMemory: undefined })).toEqual([
    'Llama-3.2-1B-Instruct-q4f16_1-MLC',
    'gemma3-1b-it-q4f16_1-MLC',
    'Qwen2.5-0.5B-Instruct-q4f16_1-MLC',
  ])
})

it('recommends what runs without a graphics processor', () => {
  expect(idsFor(withoutGpu)).toEqual([
    'onnx-community/Llama-3.2-1B-Instruct:q8',
    'onnx-community/Qwen2.5-0.5B-Instruct:q8',
    'HuggingFaceTB/SmolLM2-360M-Instruct:q4',
  ])
})

it('puts what a software adapter would play last', () => {
  const places = recommendModels(catalogue, softwareOnly).map(model => {
    const verdict = preflight(model, softwareOnly)
    return verdict.fits ? verdict.runsOn : 'refused'
  })
  expect(places).toContain('cpu')
  expect(places).toContain('software')
  expect(places.lastIndexOf('cpu')).toBeLessThan(places.indexOf('software'))
})

it('recommends embedders too', () => {
  expect(idsFor(laptop, 'embedding')).toEqual([
    'Xenova/multilingual-e5-small:fp16',
    'snowflake-arctic-embed-m-q0f32-MLC-b4',
    'Xenova/all-MiniLM-L6-v2:fp16',
  ])
})

it('prefers only models that are in the catalogue', () => {
  const names = new Set(catalogue.map(modelNameOf))
  for (const name of Object.values(preferredModels).flat(2)) expect(names).toContain(name)
})

it('never recommends what preflight refuses, what is not comfortable, or a model twice', () => {
  fc.assert(
    fc.property(devices, fc.constantFrom('chat' as const, 'embedding' as const), (device, task) => {
      const models = recommendModels(catalogue, device, task)
      for (const model of models) {
        expect(preflight(model, device).fits, model.id).toBe(true)
        expect(model.memoryBytes, model.id).toBeLessThanOrEqual(memoryBudget(device).comfortable)
        expect(model.task).toBe(task)
      }
      expect(new Set(models.map(modelNameOf)).size).toBe(models.length)
      expect(models.length).toBeLessThanOrEqual(device.isPhone ? 3 : 6)
    }),
    { numRuns: 300 },
  )
})

const suggest = (id: string, device: DeviceAbilities): string | undefined => {
  const model = findDeviceModel(id)
  if (!model) throw new Error(`${id} is not in the catalogue`)
  return suggestInstead(model, device, catalogue)?.id
}

it('suggests the same model in a variant that fits', () => {
  expect(suggest('Llama-3.2-1B-Instruct-q4f16_1-MLC', oldLaptop)).toBe('Llama-3.2-1B-Instruct-q4f32_1-MLC')
  expect(suggest('Llama-3.2-1B-Instruct-q4f16_1-MLC', withoutGpu)).toBe(
    'onnx-community/Llama-3.2-1B-Instruct:q8',
  )
})

it('suggests a smaller one, of the same family first', () => {
  expect(suggest('Llama-3.1-70B-Instruct-q3f16_1-MLC', laptop)).toBe('Llama-3.1-8B-Instruct-q4f16_1-MLC')
  expect(suggest('Qwen3-8B-q4f16_1-MLC', phone)).toBe('Qwen3-4B-q4f16_1-MLC')
})

it('suggests the main processor before one that is played on it', () => {
  expect(suggest('Llama-3.2-1B-Instruct-q4f16_1-MLC', softwareOnly)).toBe(
    'onnx-community/Llama-3.2-1B-Instruct:q8',
  )
})

it('suggests nothing where the model fits, or nothing does', () => {
  expect(suggest('Llama-3.2-1B-Instruct-q4f16_1-MLC', laptop)).toBeUndefined()
  expect(suggest('Llama-3.2-1B-Instruct-q4f16_1-MLC', { ...laptop, freeBytes: 0 })).toBeUndefined()
})

it('never suggests what does not fit, and nothing larger but a variant', () => {
  fc.assert(
    fc.property(catalogueModels, devices, (model, device) => {
      const suggestion = suggestInstead(model, device, catalogue)
      if (suggestion === undefined) return
      expect(preflight(suggestion, device).fits).toBe(true)
      expect(suggestion.id).not.toBe(model.id)
      if (modelNameOf(suggestion) !== modelNameOf(model))
        expect(suggestion.memoryBytes).toBeLessThan(model.memoryBytes)
    }),
    { numRuns: 300 },
  )
})
