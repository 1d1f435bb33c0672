import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { limits } from './limits.ts'
import { parser, type Token } from './parser.ts'
import { splitBlocks, splitFurther, type BlockSplit, type TextBlock } from './split-blocks.ts'

/** Pieces that texts are made of: everything that opens, closes, continues or interrupts a block. */
const fragments = [
  'word',
  'two words',
  ' ',
  '  ',
  '   ',
  '    ',
  '\t',
  '\n',
  '\n\n',
  '\r\n',
  '\n\n\n',
  '- item',
  '* item',
  '+ ',
  '-',
  '1. one',
  '7) seven',
  '2.',
  '123456789. long',
  '> quote',
  '>',
  '> - deep',
  '# title',
  '###',
  '#no',
  '```',
  '```js',
  '~~~',
  '````',
  '`',
  '``',
  '---',
  '***',
  '- - -',
  '===',
  '=',
  '| a | b |',
  '|---|---|',
  '| 1 | 2 |',
  '$$',
  '$$x$$',
  '\\[',
  '\\]',
  '$x$',
  '[a]: https://a.example',
  '[^1]: note',
  '[a]',
  '**bold**',
  '**',
  '<b>',
  '\u2028',
  '\u0000',
  'বাংলা',
  'عربي',
  '😀',
  '\ud83d',
  '\\',
  '  - nested',
  '    code',
  '   ```',
  '  ```',
  ' ~~~ x',
] as const

const someText = fc.array(fc.constantFrom(...fragments), { maxLength: 40 }).map(pieces => pieces.join(''))
const manyLines = fc.array(fc.constantFrom(...fragments), { maxLength: 30 }).map(pieces => pieces.join('\n'))
const anyText = fc.oneof(someText, manyLines, fc.string({ unit: 'binary', maxLength: 60 }))

const build = (text: string, cuts: readonly number[]): BlockSplit => {
  const ends = [...cuts.map(cut => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length]
  return ends.reduce((split, end) => splitFurther(split, text.slice(0, end)), splitBlocks(''))
}

const raws = (blocks: readonly TextBlock[]): string => blocks.map(block => block.raw).join('')

describe('cutting a text into blocks', { timeout: 60_000 }, () => {
  test('piece by piece gives the blocks of the whole, and nothing is lost', () => {
    fc.assert(
      fc.property(anyText, fc.array(fc.nat({ max: 4_000 }), { maxLength: 30 }), (text, cuts) => {
        const whole = splitBlocks(text)
        expect(raws(whole.blocks)).toBe(text)
        expect(build(text, cuts).blocks).toEqual(whole.blocks)
      }),
      { numRuns: 4_000 },
    )
  })

  test('a settled block is the same value for as long as the text grows', () => {
    fc.assert(
      fc.property(anyText, anyText, (start, more) => {
        const before = splitBlocks(start)
        const after = splitFurther(before, start + more)
        for (const [index, block] of before.settled.entries()) expect(after.blocks[index]).toBe(block)
      }),
      { numRuns: 1_000 },
    )
  })

  test('a text that is another text starts anew', () => {
    expect(splitFurther(splitBlocks('# old\n\ntext'), '# new').blocks).toEqual(splitBlocks('# new').blocks)
  })

  test('a line too long is cut into plain pieces, and never inside a character', () => {
    const line = `a${'😀'.repeat(limits.lineCharacters)}`
    const { blocks } = splitBlocks(`before\n\n${line}\n\nafter`)
    expect(raws(blocks)).toBe(`before\n\n${line}\n\nafter`)
    expect(blocks.map(block => block.type)).toEqual(['flow', 'plain', 'plain', 'plain', 'flow'])
    for (const { raw } of blocks) expect(raw.isWellFormed()).toBe(true)
  })

  test('no flow block is much longer than its limit, whatever the text', () => {
    for (const line of ['- item\n', 'line\n', '> quote\n', '  nested\n', '| a | b |\n', '1. one\n\n']) {
      const { blocks } = splitBlocks(`- start\n${line.repeat(20_000)}`)
      const longest = Math.max(...blocks.map(block => block.raw.length))
      expect(longest).toBeLessThan(2 * limits.blockCharacters + 2 * limits.lineCharacters)
    }
  })

  test('a fence is one block whatever it holds, and says whether it is closed', () => {
    const open = splitBlocks('text\n```md\n# not a title\n\n- x\n').blocks
    expect(open.map(({ type, closed }) => [type, closed])).toEqual([
      ['flow', true],
      ['code', false],
    ])
    const closed = splitBlocks('```md\n\n# no\n````\nnext').blocks
    expect(closed.map(({ type, raw }) => [type, raw])).toEqual([
      ['code', '```md\n\n# no\n````\n'],
      ['flow', 'next'],
    ])
  })
})

/** What a token says, without where it stands. */
const said = ({ type, tag, level, content, info, hidden, markup }: Token) => ({
  type,
  tag,
  level,
  content,
  info,
  hidden,
  markup,
})

const parse = (text: string) => {
  const tokens: Token[] = []
  parser.block.parse(text, parser, {}, tokens)
  return tokens.map(said)
}

/** Well-formed markdown, block by block, as a model writes it. */
const line = fc.constantFrom('Some words', 'More **bold** words', 'বাংলা কথা', 'a line with `code`')
const paragraph = fc.array(line, { minLength: 1, maxLength: 3 }).map(lines => lines.join('\n'))
const fence = fc
  .tuple(
    fc.constantFrom('```', '~~~', '````'),
    fc.constantFrom('', 'js', 'python title'),
    fc.array(fc.constantFrom('x = 1', '', '# a', '- b', '  c', '> d'), { maxLength: 5 }),
  )
  .map(([mark, info, lines]) => [`${mark}${info}`, ...lines, mark].join('\n'))
const table = fc
  .array(fc.constant('| 1 | 2 |'), { maxLength: 3 })
  .map(rows => ['| a | b |', '|---|--:|', ...rows].join('\n'))
const math = fc.constantFrom('$$\nx = 1\n+ y\n$$', '$$x$$', '\\[\nx\n\\]')
const title = fc.constantFrom('# Title', '## Second', '### Third ###')
const indented = (text: string, by: string): string =>
  text
    .split('\n')
    .map(row => (row === '' ? row : by + row))
    .join('\n')
/** Models indent by two, three or four columns, whatever their marker asks for. */
const item = fc
  .tuple(
    line,
    fc.array(fc.oneof(paragraph, fence, table, math), { maxLength: 2 }),
    fc.constantFrom('  ', '   ', '    '),
    fc.constantFrom('\n', '\n\n'),
  )
  .map(([first, inside, by, gap]) => [first, ...inside.map(block => indented(block, by))].join(gap))
const list = fc
  .tuple(
    fc.constantFrom('- ', ' - ', '1. ', '* ', '10. '),
    fc.array(item, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('\n', '\n\n'),
  )
  .map(([mark, items, gap]) => items.map(text => mark + text).join(gap))
const quote = fc.oneof(paragraph, list, fence).map(text => indented(text, '> '))
const anyBlock = fc.oneof(
  paragraph,
  fence,
  table,
  math,
  title,
  list,
  quote,
  fc.constantFrom('---', '    code\n\n    more', '[a]: https://a.example', '[^1]: A note.'),
)
const document = fc
  .array(fc.tuple(anyBlock, fc.constantFrom('\n', '\n\n', '\n\n\n')), { maxLength: 8 })
  .map(blocks => blocks.map(([text, gap]) => text + gap).join(''))

test('a block means the same alone as in the whole text', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(document, text => {
      const alone = splitBlocks(text).blocks.flatMap(block => parse(block.raw))
      expect(alone).toEqual(parse(text))
    }),
    {
      numRuns: 3_000,
      examples: [
        // What earlier versions of the cut took for something else.
        ['$$\nx = 1\n+ y\n$$\nSome words\n---\n'],
        ['- Some words\n  | a | b |\n  |---|--:|\nSome words\n---\n'],
        ['10. Some words\n\n  Some words\n10. Some words\n---\n'],
        ['[^1]: A note.\n```\n```\n'],
        ['1. one\n  ```\n  code\n\nmore\n```\n'],
      ],
    },
  )
})
