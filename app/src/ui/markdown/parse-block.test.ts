import { describe, expect, test } from 'vitest'
import { limits } from './limits.ts'
import { parseBlock } from './parse-block.ts'
import { noDefinitions, parseInline } from './parse-inline.ts'

const nodes = (raw: string) => parseBlock(raw).nodes

describe('blocks', () => {
  test('a table with its alignments, escapes and rows that are too short', () => {
    expect(nodes('| a | b \\| c | d |\n|:--|:-:|--:|\n| 1 | 2 | 3 |\n| 4 |')).toEqual([
      {
        type: 'table',
        aligns: ['start', 'center', 'end'],
        head: ['a', 'b | c', 'd'],
        rows: [
          ['1', '2', '3'],
          ['4', '', ''],
        ],
      },
    ])
  })

  test('tasks among items, loose and tight, with what they hold', () => {
    expect(nodes('- [ ] open\n- [x] done\n- [y] none\n  - [X] deep')).toEqual([
      {
        type: 'list',
        start: null,
        items: [
          { done: false, children: [{ type: 'line', content: 'open' }] },
          { done: true, children: [{ type: 'line', content: 'done' }] },
          {
            done: null,
            children: [
              { type: 'line', content: '[y] none' },
              {
                type: 'list',
                start: null,
                items: [{ done: true, children: [{ type: 'line', content: 'deep' }] }],
              },
            ],
          },
        ],
      },
    ])
    expect(nodes('3. a\n\n4. b')).toMatchObject([
      {
        type: 'list',
        start: 3,
        items: [{ children: [{ type: 'paragraph' }] }, { children: [{ type: 'paragraph' }] }],
      },
    ])
  })

  test('headings, rules, quotes, code and footnotes', () => {
    expect(nodes('### Title ###')).toEqual([{ type: 'heading', level: 3, content: 'Title' }])
    expect(nodes('Title\n===')).toEqual([{ type: 'heading', level: 1, content: 'Title' }])
    expect(nodes('***')).toEqual([{ type: 'rule' }])
    expect(nodes('> a\n> > b')).toEqual([
      {
        type: 'quote',
        children: [
          { type: 'paragraph', content: 'a' },
          { type: 'quote', children: [{ type: 'paragraph', content: 'b' }] },
        ],
      },
    ])
    expect(nodes('- a\n\n  ```js title\n  b\n\n  c\n  ```')).toMatchObject([
      { items: [{ children: [{}, { type: 'code', info: 'js title', text: 'b\n\nc' }] }] },
    ])
    expect(nodes('[^a]: one\ntwo\n[^b]: three')).toEqual([
      { type: 'footnote', label: 'a', content: 'one\ntwo' },
      { type: 'footnote', label: 'b', content: 'three' },
    ])
  })

  test('HTML is text', () => {
    expect(nodes('<div onclick="x">\n**a**\n</div>')).toEqual([
      { type: 'paragraph', content: '<div onclick="x">\n**a**\n</div>' },
    ])
  })

  test('definitions are found and say nothing', () => {
    const parsed = parseBlock('[Some Label]: https://a.example "title"\n[^n]: note')
    expect(parsed.definitions).toEqual({
      'SOME LABEL': { href: 'https://a.example', title: 'title' },
      '^N': { href: '', title: '' },
    })
  })

  test('what is nested too deep or has too many parts is not formatted, so nothing of it is lost', () => {
    expect(nodes(`${'> '.repeat(limits.nesting + 1)}deep`)).toBeNull()
    expect(nodes(`${'- '.repeat(limits.nesting)}deep`)).toBeNull()
    expect(nodes(`|${'a|'.repeat(99)}\n|${'-|'.repeat(99)}\n${'|\n'.repeat(99)}`)).toBeNull()
    expect(nodes('> > > deep')).not.toBeNull()
  })
})

describe('math', () => {
  const math = (text: string) =>
    parseInline(text, noDefinitions).flatMap(node => (node.type === 'math' ? [node.source] : []))

  test.each([
    ['so $x^2$ is', ['x^2']],
    ['so $x$, then', ['x']],
    ['(\\(a_1\\)) and \\[b\\^c\\]', ['a_1', 'b\\^c']],
    ['inline $$a + b$$ here', ['a + b']],
    ['$\\text{costs \\$5}$', ['\\text{costs \\$5}']],
    ['$5 and $6', []],
    ['$5, $6 or 7$ each', []],
    ['from $5-$6', []],
    ['US$5 and A$6', []],
    ['$HOME and $PATH', []],
    ['$HOME/$USER', []],
    ['$20 per day and 30$', []],
    ['$5 + 3$', ['5 + 3']],
    ['`$x$`', []],
    ['$a `b$` c', []],
    ['\\$x\\$', []],
    ['\\[1\\] and \\[see\\]', []],
    ['$ x $', []],
    ['open $x', []],
    ['$$$$', []],
  ])('in a line: %s', (text, sources) => {
    expect(math(text)).toEqual(sources)
  })

  test.each([
    ['$$\nx = 1\n- y\n$$', [{ type: 'math', source: 'x = 1\n- y' }]],
    ['$$x$$', [{ type: 'math', source: 'x' }]],
    ['\\[x\\].', [{ type: 'math', source: 'x' }]],
    [
      'words\n\\[\nx\n\\]\nmore',
      [
        { type: 'paragraph', content: 'words' },
        { type: 'math', source: 'x' },
        { type: 'paragraph', content: 'more' },
      ],
    ],
    ['$$x$$ and $$y$$', [{ type: 'paragraph', content: '$$x$$ and $$y$$' }]],
    [
      '$$\nx\n\ny\n$$',
      [
        { type: 'paragraph', content: '$$\nx' },
        { type: 'paragraph', content: 'y\n$$' },
      ],
    ],
    [
      '- a\n  $$\n  x\n  $$',
      [
        {
          type: 'list',
          start: null,
          items: [
            {
              done: null,
              children: [
                { type: 'line', content: 'a' },
                { type: 'math', source: 'x' },
              ],
            },
          ],
        },
      ],
    ],
  ])('as a block: %j', (text, expected) => {
    expect(nodes(text)).toEqual(expected)
  })
})

describe('inline text', () => {
  const types = (text: string) => parseInline(text, noDefinitions).map(node => node.type)

  test('emphasis, code, breaks, and the one tag that is read', () => {
    expect(types('**a** *b* ~~c~~ `d`')).toEqual([
      'strong',
      'text',
      'emphasis',
      'text',
      'strike',
      'text',
      'code',
    ])
    expect(types('a\nb<br>c<BR />d')).toEqual(['text', 'break', 'text', 'break', 'text', 'break', 'text'])
    expect(types('a <b>b</b> <br onload=x>')).toEqual(['text'])
  })

  test('addresses become links, and say themselves', () => {
    expect(parseInline('see https://a.example/b_c, a@b.example', noDefinitions)).toMatchObject([
      { text: 'see ' },
      { type: 'link', address: 'https://a.example/b_c', children: [{ text: 'https://a.example/b_c' }] },
      { text: ', ' },
      { type: 'link', address: 'mailto:a@b.example' },
    ])
    expect(types('ftp://a.example //a.example main.rs README.md www.a.example')).toEqual(['text'])
  })

  test('references need a definition', () => {
    const definitions = { A: { href: 'https://a.example', title: '' }, '^NOTE': { href: '', title: '' } }
    expect(parseInline('[a]', definitions)).toMatchObject([{ type: 'link', address: 'https://a.example' }])
    expect(parseInline('![b][a]', definitions)).toMatchObject([
      { type: 'image', address: 'https://a.example', alt: 'b' },
    ])
    expect(parseInline('[^note][^12]', definitions)).toEqual([
      { type: 'footnote-mark', label: 'note' },
      { type: 'footnote-mark', label: '12' },
    ])
    expect(types('[a] [^note] [^a-z]')).toEqual(['text'])
  })

  test('names of the prototype are labels like any other', () => {
    for (const label of ['constructor', 'toString', 'hasOwnProperty']) {
      expect(types(`[${label}] [^${label}]`)).toEqual(['text'])
      const { definitions } = parseBlock(`[${label}]: https://a.example`)
      expect(parseInline(`[${label}]`, definitions)).toMatchObject([{ type: 'link' }])
    }
    expect(({} as Record<string, unknown>)['href']).toBeUndefined()
  })

  test('deep emphasis and a flood of marks stay text', () => {
    const deep = parseInline(`${'**a *b '.repeat(200)}${'c* d**'.repeat(200)}`, noDefinitions)
    const depth = (children: readonly unknown[]): number =>
      Math.max(
        0,
        ...children.map(child =>
          typeof child === 'object' && child !== null && 'children' in child && Array.isArray(child.children)
            ? 1 + depth(child.children)
            : 0,
        ),
      )
    expect(depth(deep)).toBeLessThanOrEqual(limits.nesting)
    expect(types('* _ '.repeat(1) + '*a_'.repeat(limits.inlineTokens))).toEqual(['text'])
  })
})
