import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSseDecoder, maxEventLength, type SseItem } from './sse.ts'

const decode = (...pieces: readonly (string | Uint8Array)[]): readonly SseItem[] => {
  const decoder = createSseDecoder()
  const items = pieces.flatMap(piece =>
    decoder.feed(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece),
  )
  return [...items, ...decoder.end()]
}

const event = (data: string, name?: string): SseItem => ({ type: 'event', event: { name, data } })

describe('what is allowed', () => {
  it.each<[string, string, readonly SseItem[]]>([
    ['a line feed', 'data: a\n\n', [event('a')]],
    ['CRLF', 'data: a\r\n\r\n', [event('a')]],
    ['CR', 'data: a\r\r', [event('a')]],
    ['no space', 'data:a\n\n', [event('a')]],
    ['two spaces, of which one is content', 'data:  a\n\n', [event(' a')]],
    ['several data lines', 'data: a\ndata: b\n\n', [event('a\nb')]],
    ['a name', 'event: ping\ndata: {}\n\n', [event('{}', 'ping')]],
    ['ids and retries', 'id: 1\nretry: 5\ndata: a\n\nid: 1\ndata: b\n\n', [event('a'), event('b')]],
    ['a comment', ': hello\n\ndata: a\n\n', [{ type: 'keep-alive' }, event('a')]],
    ['a byte order mark', '\ufeffdata: a\n\n', [event('a')]],
    ['no blank line at the end', 'data: a', [event('a')]],
    ['fields nobody knows', 'foo: bar\ndata: a\n\n', [event('a')]],
    ['the field error of old llama.cpp', 'error: {"m":1}\n\n', [event('{"m":1}', 'error')]],
    ['nothing', '', []],
  ])('%s', (_, text, items) => {
    expect(decode(text)).toEqual(items)
  })
})

it('means the same however the bytes are cut', () => {
  const line = fc.oneof(
    fc.string({ unit: 'grapheme' }).map(text => `data: ${text.replace(/[\r\n]/g, ' ')}`),
    fc.constantFrom(': hi', 'event: x', 'error: y', 'id: 3', '', 'nonsense', 'data'),
  )
  const stream = fc.tuple(fc.array(line, { maxLength: 20 }), fc.constantFrom('\n', '\r\n', '\r'))
  fc.assert(
    fc.property(stream, fc.array(fc.nat(), { maxLength: 30 }), ([lines, end], cuts) => {
      const bytes = new TextEncoder().encode(lines.map(text => text + end).join(''))
      const edges = [0, ...cuts.map(cut => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]
      const pieces = edges.slice(1).map((edge, index) => bytes.slice(edges[index], edge))
      expect(decode(...pieces)).toEqual(decode(bytes))
    }),
    { numRuns: 300 },
  )
})

describe('limits', () => {
  it('takes an event of the largest size, whole and in pieces', () => {
    const data = 'x'.repeat(maxEventLength - 10)
    expect(decode(`data: ${data}\n\n`)).toEqual([event(data)])
    expect(decode('data: ', data.slice(0, 5), data.slice(5), '\n\n')).toEqual([event(data)])
  })

  it.each([
    ['a line that never ends', [`data: ${'x'.repeat(maxEventLength)}`, 'more']],
    ['a line that ends', [`data: ${'x'.repeat(maxEventLength + 1)}\n\n`, 'data: after\n\n']],
    ['an event of many lines', [`data: ${'x'.repeat(1000)}\n`.repeat(1200), '\n']],
    ['a body without line ends', Array.from({ length: 12 }, () => 'z'.repeat(100_000))],
  ])('says so once of %s, and reads no further', (_, pieces) => {
    expect(decode(...pieces)).toEqual([{ type: 'too-large' }])
  })
})

it('reads a million small tokens in linear time', () => {
  const decoder = createSseDecoder()
  const chunk = new TextEncoder().encode('data: {"a":1}\n\n'.repeat(1000))
  let events = 0
  for (let turn = 0; turn < 100; turn++) events += decoder.feed(chunk).length
  expect(events).toBe(100_000)
})
