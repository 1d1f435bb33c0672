import { describe, expect, it } from 'vitest'
import { countPromptTokens, countTextTokens } from './count-tokens.ts'

/** Texts with the tokens that o200k makes of them (gpt-tokenizer 4.0.0); the doc comment states these errors. */
const measured: readonly [string, string, number, number, number][] = [
  [
    'English',
    'The river has carried this town for three hundred years, and nobody alive remembers a spring in which it did not rise.',
    24,
    0.95,
    1.25,
  ],
  ['Bengali', 'বাংলাদেশের মানুষ বহু শতাব্দী ধরে নদীর সঙ্গে বসবাস করে আসছে।', 19, 1.3, 1.9],
  ['Arabic', 'تُعَدّ اللغة العربية من أكثر اللغات انتشارًا في العالم', 15, 1.2, 1.7],
  ['Chinese', '中国的长城是世界上最著名的建筑之一,它蜿蜒数千公里,穿越山脉、沙漠和草原。', 36, 0.85, 1.15],
]

describe('the estimate', () => {
  it.each(measured)('stays within its error for %s', (_, text, tokens, low, high) => {
    const ratio = countTextTokens(text) / tokens
    expect(ratio).toBeGreaterThan(low)
    expect(ratio).toBeLessThan(high)
  })

  it('is nothing for nothing', () => expect(countTextTokens('')).toBe(0))

  it('never shrinks when text is added', () => {
    let last = 0
    for (const text of ['a', 'ab', 'ab 1', 'ab 1{', 'ab 1{ব', 'ab 1{ব中']) {
      expect(countTextTokens(text)).toBeGreaterThanOrEqual(last)
      last = countTextTokens(text)
    }
  })

  it('is linear: a megabyte in well under a second', () => {
    const start = performance.now()
    countTextTokens('word '.repeat(200_000))
    expect(performance.now() - start).toBeLessThan(500)
  })
})

it('counts instructions, tools, text, pictures, files and tool calls of a request', () => {
  const base = { modelId: 'm', instructions: '', parameters: {}, messages: [] }
  const image = { type: 'image', mediaType: 'image/png', bytes: new Uint8Array(9) } as const
  const count = (more: object): number => countPromptTokens({ ...base, ...more })
  expect(count({})).toBe(0)
  expect(count({ instructions: 'Be brief.' })).toBeGreaterThan(0)
  expect(
    count({ tools: [{ name: 'a', description: 'b', inputSchema: { type: 'object' } }] }),
  ).toBeGreaterThan(8)
  expect(count({ messages: [{ role: 'user', content: [image] }] })).toBe(1_204)
  const pdf = { type: 'file', name: 'a.pdf', mediaType: 'application/pdf', bytes: new Uint8Array(20_000) }
  expect(count({ messages: [{ role: 'user', content: [pdf] }] })).toBe(1_004)
})
