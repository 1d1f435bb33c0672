import { describe, expect, test } from 'vitest'
import { completeInline } from './complete-inline.ts'
import { completeBlock, completeNodes, holdBackLine } from './complete-tail.ts'
import { readFence } from './fence.ts'
import type { BlockNode, InlineNode } from './nodes.ts'
import { parseBlock } from './parse-block.ts'
import { noDefinitions, parseInline } from './parse-inline.ts'
import { splitBlocks } from './split-blocks.ts'

describe('the end of inline text', () => {
  test.each([
    ['**bold', '**bold**'],
    ['**bold ', '**bold**'],
    ['**bold*', '**bold**'],
    ['**bold** and', '**bold** and'],
    ['a **', 'a '],
    ['*slanted', '*slanted*'],
    ['***both', '***both***'],
    ['**bold and *slanted', '**bold and *slanted***'],
    ['**bold and *slanted* more', '**bold and *slanted* more**'],
    ['~~struck', '~~struck~~'],
    ['_under', '_under_'],
    ['snake_case_name', 'snake_case_name'],
    ['5 * 3 * 2', '5 * 3 * 2'],
    ['`code', '`code`'],
    ['``code ` in', '``code ` in``'],
    ['see `', 'see '],
    ['`done` **bo', '`done` **bo**'],
    ['`**` is', '`**` is'],
    ['[words', 'words'],
    ['[words](https://exam', 'words'],
    ['[words](https://example.org)', '[words](https://example.org)'],
    ['a **[wor', 'a **wor**'],
    ['text ![alt', 'text '],
    ['text ![alt](https://exam', 'text '],
    ['![alt](https://e.org/a.png) **b', '![alt](https://e.org/a.png) **b**'],
    ['note[^', 'note'],
    ['note[^1', 'note'],
    ['<https://exam', 'https://exam'],
    ['a < b', 'a < b'],
    ['a <https', 'a https'],
    ['line<b', 'line'],
    ['line<br', 'line'],
    ['fish &am', 'fish '],
    ['AT&T', 'AT&T'],
    ['so \\', 'so '],
    ['so \\(x^2', 'so '],
    ['so \\(x^2\\) is', 'so \\(x^2\\) is'],
    ['with $x^', 'with '],
    ['with $$x', 'with '],
    ['costs $5', 'costs $5'],
    ['costs $5 and', 'costs $5 and'],
    ['$x$ and $y$ are', '$x$ and $y$ are'],
    ['\\*not', '\\*not'],
    ['plain words', 'plain words'],
  ])('%s', (half, whole) => {
    expect(completeInline(half)).toBe(whole)
  })
})

test.each([
  ['text\n-', 'text\n'],
  ['text\n##', 'text\n'],
  ['text\n12', 'text\n'],
  ['text\n1. ', 'text\n'],
  ['text\n``', 'text\n'],
  ['text\n> - ', 'text\n'],
  ['| a |\n|--', '| a |\n'],
  ['text\n- item', 'text\n- item'],
  ['text\n', 'text\n'],
  ['a - b', 'a - b'],
  ['1998 was', '1998 was'],
])('a last line that may become anything is held back: %j', (text, shown) => {
  expect(holdBackLine(text)).toBe(shown)
})

test('a first row is a table at once, and half a formula waits', () => {
  expect(completeBlock('| a | b')).toBe('| a | b\n|---|---|')
  expect(completeBlock('words\n\n| a | b |\n')).toBe('words\n\n| a | b |\n|---|---|')
  expect(completeBlock('| a |\n|---|\n| 1')).toBe('| a |\n|---|\n| 1')
  expect(completeBlock('so\n$$\nx = 1\n- y')).toBe('so\n')
  expect(completeBlock('$$\nx\n$$\nmore')).toBe('$$\nx\n$$\nmore')
})

const inlineWords = (nodes: readonly InlineNode[]): string =>
  nodes
    .map(node => ('children' in node ? inlineWords(node.children) : node.type === 'text' ? node.text : '·'))
    .join('')

const words = (nodes: readonly BlockNode[]): string =>
  nodes
    .map(node => {
      if (node.type === 'list') return node.items.map(item => words(item.children)).join('\n')
      if (node.type === 'quote') return words(node.children)
      if (node.type === 'table')
        return [node.head, ...node.rows]
          .flat()
          .map(cell => inlineWords(parseInline(cell, noDefinitions)))
          .join(' ')
      return 'content' in node ? inlineWords(parseInline(node.content, noDefinitions)) : '·'
    })
    .join('\n')

/** The words that a reader sees of a text that has come so far, without code and formulas. */
const seen = (text: string): string => {
  const { blocks } = splitBlocks(holdBackLine(text))
  return blocks
    .map((block, index) => {
      if (block.type === 'code') return readFence(block).info
      const tail = index === blocks.length - 1
      const { nodes } = parseBlock(tail ? completeBlock(block.raw) : block.raw)
      return words(tail ? completeNodes(nodes ?? []) : (nodes ?? []))
    })
    .join('\n')
}

const answer = `# A title

Some **bold words**, *slanted*, ***both***, ~~struck~~ and \`code\` in a line.
[A link](https://example.org/path) with <https://example.org> and a note[^1].

| Name | Value |
|:-----|------:|
| **a** | \`x\` |
| [b](https://b.example) | $y^2$ |

1. First **point**
   - inner *point*

   \`\`\`js
   const a = '**'
   \`\`\`
2. Second

> A **quote** of words

\\[
\\frac{a}{b}
\\]

$$
x = 1
- y
$$

The value \\(x_1\\) and $x^2$, ![a picture](https://p.example/p.png) here.

\`\`\`python
print("[x](y) **")
\`\`\`

- [ ] open task
- [x] done task

---

[^1]: The note.
`

test('wherever a stream stands, no mark of a half-written construct is seen', () => {
  for (let end = 1; end <= answer.length; end += 1) {
    const text = answer.slice(0, end)
    expect(seen(text), JSON.stringify(text.slice(-40))).not.toMatch(
      /\*|~~|`|\]\(|\[[A-Za-z^]|\||\$|\\|^#|--|<|!\[|^- $/m,
    )
  }
})
