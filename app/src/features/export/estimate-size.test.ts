/** The estimate is near what is written: a person asks for a digit, not for a number. */

import { expect, test } from 'vitest'
import { estimateBytes, type Weight } from './estimate-size.ts'
import type { ExportFormat } from './export-request.ts'
import { createMemorySource, defaultOptions, exportToMemory } from './testing/memory-source.ts'
import { message, messageId, start, text, threadId } from './testing/rich-thread.ts'

const sentence = 'The warp is what stands, and the weft is what goes through it from side to side. '

/** Twenty messages of about 530 bytes, each the answer to the one before. */
const thread = {
  id: threadId('long'),
  createdAt: start,
  title: 'Looms',
  messages: Array.from({ length: 20 }, (_, at) => {
    const name = `m${'abcdefghijklmnopqrst'[at] ?? ''}`
    const before = at === 0 ? null : messageId(`m${'abcdefghijklmnopqrst'[at - 1] ?? ''}`)
    return message(name, before, at, at % 2 === 0 ? 'user' : 'assistant', [text(sentence.repeat(6))])
  }),
}

const weight: Weight = {
  scope: { type: 'everything' },
  threads: 1,
  messages: 20,
  perMessage: sentence.repeat(6).length,
  files: 0,
  fileBytes: 0,
}

test.each(['markdown', 'html', 'json', 'fine-tuning', 'chatgpt'] satisfies readonly ExportFormat[])(
  'of %s is no third away from what is written',
  async format => {
    const options = defaultOptions(format)
    const { bytes } = await exportToMemory(createMemorySource({ threads: [thread] }), options)
    expect(estimateBytes(weight, options) / bytes.length).toBeGreaterThan(0.66)
    expect(estimateBytes(weight, options) / bytes.length).toBeLessThan(1.5)
  },
)

test('attachments count where they go along', () => {
  const heavy = { ...weight, files: 1, fileBytes: 1e9 }
  expect(estimateBytes(heavy, { ...defaultOptions('json'), withFiles: true })).toBeGreaterThan(1e9)
  expect(estimateBytes(heavy, defaultOptions('json'))).toBeLessThan(1e6)
  // A page holds them itself.
  expect(estimateBytes(heavy, defaultOptions('html'))).toBeGreaterThan(1.3e9)
})
