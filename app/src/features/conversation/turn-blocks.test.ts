import { describe, expect, test } from 'vitest'
import { messageRows, textPart } from './testing/message-rows.ts'
import { parseToolArguments } from './tool-arguments.ts'
import { lastCodeBlock, turnToBlocks, turnToText } from './turn-blocks.ts'

const call = { type: 'tool-call', callId: 'c1', name: 'read', input: '{}' } as const
const result = { type: 'tool-result', callId: 'c1', name: 'read', output: 'rows', failed: false } as const
const error = { type: 'error', code: 'stream-cut' } as const

const types = (rows: ReturnType<typeof messageRows>): string[] => turnToBlocks(rows).map(({ type }) => type)

describe('turnToBlocks', () => {
  test('gathers steps, puts results to their calls, and keeps files together', () => {
    const rows = messageRows([
      { role: 'assistant', parts: [{ type: 'reasoning', text: 'why' }, call] },
      { role: 'tool', parts: [result] },
      { role: 'assistant', parts: [textPart('So')] },
    ])
    expect(turnToBlocks(rows)).toMatchObject([
      { type: 'steps', steps: [{ type: 'reasoning' }, { type: 'tool', call, result }] },
      { type: 'text', text: 'So' },
    ])
  })

  test('a result without its call, and a call without its result, are shown all the same', () => {
    expect(turnToBlocks(messageRows([{ role: 'tool', parts: [result] }]))).toMatchObject([
      { type: 'steps', steps: [{ type: 'tool', call: { name: 'read', input: '' }, result }] },
    ])
    expect(turnToBlocks(messageRows([{ role: 'assistant', parts: [call] }]))).toMatchObject([
      { type: 'steps', steps: [{ type: 'tool', call, result: undefined }] },
    ])
  })

  test('sources of one answer are one list, under what was said from them', () => {
    const source = { type: 'source', title: 'Square', url: 'https://example.org/' } as const
    const other = { type: 'source', title: 'A file', quote: 'four sides' } as const
    const rows = messageRows([{ role: 'assistant', parts: [textPart('Four.'), source, other] }])
    expect(turnToBlocks(rows)).toMatchObject([
      { type: 'text', text: 'Four.' },
      { type: 'sources', parts: [source, other] },
    ])
    expect(turnToText(rows)).toBe('Four.')
  })

  test('what was cut and continued is one text, without the reason for the cut', () => {
    const rows = messageRows([
      { role: 'assistant', parts: [textPart('```js\nlet a'), error], status: 'interrupted' },
      { role: 'assistant', parts: [textPart(' = 1\n```')], continues: true },
    ])
    expect(turnToBlocks(rows)).toMatchObject([{ type: 'text', text: '```js\nlet a = 1\n```' }])
    const waiting = messageRows([
      { role: 'assistant', parts: [textPart('so far'), error] },
      { role: 'assistant', parts: [], continues: true },
    ])
    expect(types(waiting)).toEqual(['text'])
  })

  test('keys stay while an answer grows', () => {
    const before = messageRows([{ role: 'assistant', parts: [{ type: 'reasoning', text: 'why' }] }])
    const after = [{ ...before[0], parts: [{ type: 'reasoning', text: 'why so' }, textPart('So')] }]
    const keys = turnToBlocks(after as typeof before).map(({ key }) => key)
    expect(keys[0]).toBe(turnToBlocks(before)[0]?.key)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('names what it cannot show', () => {
    expect(
      turnToBlocks(
        messageRows([{ role: 'user', parts: [{ type: 'hologram' }], unreadable: 'seal-tampered' }]),
      ),
    ).toMatchObject([
      { type: 'unreadable', reason: 'seal-tampered' },
      { type: 'unknown', kind: 'hologram' },
    ])
  })
})

test('copying takes the text as it was written, without steps and notices', () => {
  const rows = messageRows([
    { role: 'assistant', parts: [call, textPart('**One**'), textPart('two'), error] },
  ])
  expect(turnToText(rows)).toBe('**One**\n\ntwo')
})

test('the last code block, without its fences', () => {
  expect(lastCodeBlock('a\n```js\nlet a\n```\nb\n~~~\nx\n\ny\n~~~\n')).toBe('x\n\ny')
  expect(lastCodeBlock('````md\n```js\n1\n```\n````')).toBe('```js\n1\n```')
  expect(lastCodeBlock('```js\nnever closed')).toBeUndefined()
  expect(lastCodeBlock('no code')).toBeUndefined()
})

test('arguments of a tool are fields where they are an object, and raw text otherwise', () => {
  expect(parseToolArguments('{"path":"a.csv","rows":312,"deep":{"a":[1]}}')).toEqual([
    ['path', 'a.csv'],
    ['rows', '312'],
    ['deep', '{"a":[1]}'],
  ])
  for (const input of ['', '{"path":', '[1]', 'null', '7', '{}', '{"__proto__":1}'.slice(0, 5)]) {
    expect(parseToolArguments(input)).toBeUndefined()
  }
  expect(parseToolArguments('{"__proto__":"x","constructor":"y"}')).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ])
})
