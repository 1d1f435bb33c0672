/** The files of the tiny models. That they run, the browser says: `device-models/testing/tiny-model.browser.test.ts`. */
import { expect, test } from 'vitest'
import { createEmbedder } from './embedder.ts'
import { createLanguageModel } from './language-model.ts'
import type { ModelFilesOptions } from './model-files.ts'
import { intField, messageField, messageToBytes, textField } from './protobuf.ts'
import { sentences } from './sentences.ts'

test('messages are written as protobuf has them', () => {
  const bytes = messageToBytes([
    ...intField(1, 300),
    ...messageField(20, textField(2, 'ü')),
    ...intField(3, -1),
    ...intField(4, 128),
  ])
  expect(Buffer.from(bytes).toString('hex')).toBe('08ac02a201041202c3bc18ffffffffffffffffff01208001')
})

test.each([
  ['language model', createLanguageModel],
  ['embedder', createEmbedder],
] as const)('the %s is the same for a seed, small, and as large as asked for', (_, create) => {
  const model = (options: ModelFilesOptions): Uint8Array => {
    const bytes = create(options).get('onnx/model.onnx')
    if (bytes === undefined) throw new Error('No model')
    return bytes
  }
  expect(model({ seed: 7 })).toEqual(model({ seed: 7 }))
  expect(model({ seed: 8 })).not.toEqual(model({ seed: 7 }))
  expect(model({}).length).toBeLessThan(600_000)
  const padded = model({ padding: 2_000_000 })
  expect(padded.length - model({}).length).toBeGreaterThanOrEqual(2_000_000)
  expect([...create({ weights: ['q8', 'q4'] }).keys()].filter(path => path.endsWith('.onnx'))).toEqual([
    'onnx/model_quantized.onnx',
    'onnx/model_q4.onnx',
  ])
})

test('every word leads to one other', () => {
  const words = sentences.flat()
  expect(words).toHaveLength(new Set(words).size)
})
