import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createLineDecoder, type LineItem, maxLineLength } from './line-decoder.ts'

const decode = (...pieces: readonly (string | Uint8Array)[]): readonly LineItem[] => {
  const decoder = createLineDecoder()
  const items = pieces.flatMap(piece =>
    decoder.feed(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece),
  )
  return [...items, ...decoder.end()]
}

const line = (text: string): LineItem => ({ type: 'line', text })

it.each<[string, string, readonly LineItem[]]>([
  ['line feeds', 'a\nb\n', [line('a'), line('b')]],
  ['a last line without an end', 'a\nb', [line('a'), line('b')]],
  ['blank lines', '\n\r\n \na\n\n', [line('a')]],
  ['nothing', '', []],
])('%s', (_, text, items) => {
  expect(decode(text)).toEqual(items)
})

it('means the same however the bytes are cut, within a character too', () => {
  const text = fc.array(fc.string({ unit: 'grapheme' }).map(words => words.replace(/[\n\ufeff]/g, '')))
  fc.assert(
    fc.property(text, fc.array(fc.nat(40)), (lines, cuts) => {
      const bytes = new TextEncoder().encode(lines.join('\n'))
      const pieces: Uint8Array[] = []
      let from = 0
      for (const cut of cuts) pieces.push(bytes.subarray(from, (from += cut)))
      expect(decode(...pieces, bytes.subarray(from))).toEqual(
        lines.filter(said => said.trim() !== '').map(line),
      )
    }),
  )
})

it('gives up on a line without an end, and says what came before', () => {
  const endless = 'x'.repeat(maxLineLength + 1)
  expect(decode('a\n', endless, endless, '\nb\n')).toEqual([line('a'), { type: 'too-large' }])
})
