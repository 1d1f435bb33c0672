import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { splitBlocks } from '../../ui/markdown/split-blocks.ts'
import { readFence } from '../../ui/markdown/fence.ts'
import { jsonAsCode } from './json-as-code.ts'

it.each(['{', '{}', '{"a": 1}', '{\n  "a": 1\n}', '{ "a": 1 }', '\n{"a": 1}'])('%j is JSON', text => {
  expect(jsonAsCode(text)).toBe(`${'~'.repeat(32)}json\n${text.trimStart()}`)
})

it.each([
  '',
  ' ',
  'Text',
  '[1]',
  '{name}',
  '{{ name }}',
  '{% if %}',
  'So {"a": 1}',
  '```json\n{}\n```',
  '# {}',
])('%j is Markdown', text => {
  expect(jsonAsCode(text)).toBe(text)
})

it('is one block of code from its first character on, and never another', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.constantFrom(undefined, 2),
      (object, indent) => {
        const whole = JSON.stringify(object, null, indent)
        for (let end = 1; end <= whole.length; end += 1) {
          const { blocks } = splitBlocks(jsonAsCode(whole.slice(0, end)))
          expect(blocks.map(({ type, closed }) => ({ type, closed }))).toEqual([
            { type: 'code', closed: false },
          ])
        }
        const [block] = splitBlocks(jsonAsCode(whole)).blocks
        expect(block && readFence(block)).toEqual({ info: 'json', text: whole })
      },
    ),
  )
})
