import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as z from 'zod/mini'
import { catalogue } from './catalogue.ts'
import { type CustomModelDraft, type CustomModelProblems, parseCustomModel } from './custom-model.ts'
import { DeviceModel, type FetchedModel } from './device-model.ts'

const onnx: CustomModelDraft = {
  engine: 'onnx',
  task: 'chat',
  weights: 'https://huggingface.co/onnx-community/Some-Model-1.5B-ONNX',
  library: '',
  dtype: 'q4f16',
  name: '',
  contextWindow: '',
}

const webllm: CustomModelDraft = {
  ...onnx,
  engine: 'webllm',
  weights: 'https://huggingface.co/mlc-ai/Some-Model-3B-q4f16_1-MLC',
  library: 'https://example.org/some-model.wasm',
}

const parse = (draft: CustomModelDraft): FetchedModel => {
  const result = parseCustomModel(draft)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

const problemsOf = (draft: CustomModelDraft): CustomModelProblems => {
  const result = parseCustomModel(draft)
  return result.ok ? {} : result.error
}

const repository = 'https://huggingface.co/owner/some.Model-1B_x'

it.each([
  [repository],
  [`  ${repository}/ `],
  [`${repository}/tree/main`],
  [`${repository}/tree/main/onnx`],
  [`${repository}/blob/main/README.md`],
  [`${repository}/resolve/main/config.json?download=true`],
  [`${repository}/discussions/3`],
  [`${repository}?library=transformers.js`],
  [`${repository}#usage`],
  [`${repository}.git`],
  ['https://www.huggingface.co/owner/some.Model-1B_x'],
  ['https://hf.co/owner/some.Model-1B_x'],
  ['huggingface.co/owner/some.Model-1B_x'],
  ['owner/some.Model-1B_x'],
])('reads %s as the repository', weights => {
  expect(parse({ ...onnx, weights }).source.weights).toBe(repository)
  expect(parse({ ...onnx, weights }).id).toBe('custom/owner/some.Model-1B_x:q4f16')
})

it.each([
  ['https://models.example.org/mine/', 'https://models.example.org/mine'],
  ['https://models.example.org/mine/resolve/main', 'https://models.example.org/mine'],
  ['models.example.org/mine', 'https://models.example.org/mine'],
  ['http://localhost:8080/mine', 'http://localhost:8080/mine'],
  ['http://127.0.0.1:8080/mine/', 'http://127.0.0.1:8080/mine'],
  ['http://[::1]/mine', 'http://[::1]/mine'],
])('takes %s of another server', (weights, address) => {
  expect(parse({ ...onnx, weights }).source.weights).toBe(address)
})

it.each<[string, CustomModelProblems['weights']]>([
  ['', 'empty'],
  ['   ', 'empty'],
  ['model', 'not-an-address'],
  ['https://', 'not-an-address'],
  ['https:/example.org', 'not-an-address'],
  ['https://exa mple.org/mine', 'not-an-address'],
  ['file:///home/me/model', 'scheme'],
  ['javascript:alert(1)', 'scheme'],
  ['data:application/wasm,x', 'scheme'],
  ['ftp://example.org/mine', 'scheme'],
  ['http://example.org/mine', 'plain-http'],
  ['http://192.168.1.2/mine', 'plain-http'],
  ['http://huggingface.co/owner/model', 'plain-http'],
  ['http://localhost.example.org/mine', 'plain-http'],
  ['https://me:secret@example.org/mine', 'credentials'],
  ['https://huggingface.co@example.org/owner/model', 'credentials'],
  ['https://example.org/mine?token=1', 'query'],
  ['https://example.org/mine#part', 'query'],
  ['https://huggingface.co/', 'not-a-model'],
  ['https://huggingface.co/owner', 'not-a-model'],
  ['https://huggingface.co/datasets/owner/name', 'not-a-model'],
  ['https://huggingface.co/spaces/owner/name', 'not-a-model'],
  ['https://huggingface.co/owner/%2e%2e', 'not-a-model'],
  ['https://huggingface.co/owner/model/tree/v2', 'revision'],
  ['https://huggingface.co/owner/model/resolve/0a1b2c/config.json', 'revision'],
])('refuses the weights at %s', (weights, problem) => {
  expect(problemsOf({ ...onnx, weights })).toEqual({ weights: problem })
})

it.each([
  ['https://example.org/some-model.wasm', 'https://example.org/some-model.wasm'],
  ['http://localhost:8080/some-model.wasm', 'http://localhost:8080/some-model.wasm'],
  ['https://github.com/o/r/blob/main/a/m.wasm', 'https://raw.githubusercontent.com/o/r/main/a/m.wasm'],
  ['https://huggingface.co/o/r/blob/main/m.wasm', 'https://huggingface.co/o/r/resolve/main/m.wasm'],
  [
    'https://huggingface.co/o/r/resolve/main/m.wasm?download=true',
    'https://huggingface.co/o/r/resolve/main/m.wasm',
  ],
])('takes the library at %s', (library, address) => {
  expect(parse({ ...webllm, library }).source).toHaveProperty('library', address)
})

it.each<[string, CustomModelProblems['library']]>([
  ['', 'empty'],
  ['https://example.org/model.js', 'not-a-library'],
  ['https://example.org/', 'not-a-library'],
  ['http://example.org/model.wasm', 'plain-http'],
  ['https://me@example.org/model.wasm', 'credentials'],
  ['https://example.org/model.wasm?v=1', 'query'],
  ['blob:https://example.org/model.wasm', 'scheme'],
])('refuses the library at %s', (library, problem) => {
  expect(problemsOf({ ...webllm, library })).toEqual({ library: problem })
})

it.each<[string, CustomModelProblems['contextWindow']]>([
  ['many', 'not-a-number'],
  ['-4096', 'not-a-number'],
  ['0', 'not-a-number'],
  ['64', 'too-small'],
])('refuses a window of %s', (contextWindow, problem) => {
  expect(problemsOf({ ...onnx, contextWindow })).toEqual({ contextWindow: problem })
})

it('says all that is wrong at once', () => {
  expect(problemsOf({ ...webllm, weights: '', library: 'x', contextWindow: 'x' })).toEqual({
    weights: 'empty',
    library: 'not-an-address',
    contextWindow: 'not-a-number',
  })
})

it('reads from the name what the name says', () => {
  expect(parse(webllm)).toMatchObject({
    id: 'custom/mlc-ai/Some-Model-3B-q4f16_1-MLC:some-model.wasm',
    name: 'Some-Model-3B-q4f16_1-MLC',
    parameters: 3e9,
    downloadBytes: 1_717_500_000,
    needsHalfFloats: true,
    contextWindow: 4096,
    isCustom: true,
    source: { record: { overrides: { context_window_size: 4096 } } },
  })
  expect(parse({ ...webllm, weights: 'owner/My-Model-q4f32_1-MLC' })).toMatchObject({
    downloadBytes: 0,
    memoryBytes: 0,
    needsHalfFloats: false,
  })
  expect(parse({ ...onnx, name: ' Mine ', contextWindow: '8k', dtype: 'q8' })).toMatchObject({
    name: 'Mine',
    contextWindow: 8000,
    parameters: 1.5e9,
    needsHalfFloats: false,
  })
})

it('tells WebLLM that a model is for embeddings', () => {
  expect(parse({ ...webllm, task: 'embedding' }).source).toHaveProperty('record.model_type', 1)
})

it('never gives the id of a model of the catalogue', () => {
  const ids = new Set(catalogue.map(({ id }) => id))
  for (const { source } of catalogue) {
    if (source.type === 'browser') throw new Error('the catalogue has only models with files')
    const library = source.type === 'webllm' ? source.library : ''
    const dtype = source.type === 'onnx' ? source.dtype : 'q8'
    const model = parse({ ...webllm, engine: source.type, weights: source.weights, library, dtype })
    expect(ids).not.toContain(model.id)
  }
})

it('throws at nothing that is typed, and makes only models', () => {
  const text = fc.oneof(
    fc.string(),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.string().map(path => `https://huggingface.co/${path}`),
  )
  fc.assert(
    fc.property(text, text, fc.string(), (weights, library, contextWindow) => {
      const result = parseCustomModel({ ...webllm, weights, library, contextWindow })
      if (!result.ok) return
      expect(z.parse(DeviceModel, result.value)).toEqual(result.value)
      expect(new URL(result.value.source.weights).username).toBe('')
      expect(parse({ ...webllm, weights: result.value.source.weights, library }).id).toBe(result.value.id)
    }),
  )
})
