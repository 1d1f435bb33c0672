import { expect, test } from 'vitest'
import { codePortion, countLines } from './code-portion.ts'
import { readFence } from './fence.ts'
import { codeLanguage } from './languages.ts'
import { limits } from './limits.ts'
import { splitBlocks } from './split-blocks.ts'

const read = (text: string) => {
  const block = splitBlocks(text).blocks.find(({ type }) => type === 'code')
  return block && readFence(block)
}

test.each([
  ['```js\na\nb\n```', { info: 'js', text: 'a\nb' }],
  ['```js\na\n\n```\nmore', { info: 'js', text: 'a\n' }],
  ['\n\n~~~ js title=x\na\n~~~~', { info: 'js title=x', text: 'a' }],
  ['```\n```', { info: '', text: '' }],
  ['```\n\n```', { info: '', text: '' }],
  ['  ```\n  a\n    b\n c\n  ```', { info: '', text: 'a\n  b\nc' }],
  ['```js\r\na\r\nb\r\n```\r\n', { info: 'js', text: 'a\nb' }],
  ['```py', { info: '', text: '' }],
  ['```py\n', { info: 'py', text: '' }],
  ['```py\na\nb', { info: 'py', text: 'a\nb' }],
  ['```py\na\n', { info: 'py', text: 'a' }],
])('the code of %j', (text, code) => {
  expect(read(text)).toEqual(code)
})

test('the language of a fence by its name, and its own word when it is not known', () => {
  expect(codeLanguage('py')).toEqual({ name: 'Python', grammar: 'python' })
  expect(codeLanguage('TypeScript {1,3} title="x"')).toEqual({ name: 'TypeScript', grammar: 'typescript' })
  expect(codeLanguage('c++')).toEqual({ name: 'C++', grammar: 'cpp' })
  expect(codeLanguage('brainfuck')).toEqual({ name: 'brainfuck', grammar: null })
  expect(codeLanguage('x'.repeat(500))?.name).toHaveLength(30)
  expect(codeLanguage('constructor')).toEqual({ name: 'constructor', grammar: null })
  for (const info of ['', 'text', 'plaintext', '  ']) expect(codeLanguage(info.trim())).toBeNull()
})

test('a portion of code is bounded in lines and in characters', () => {
  const lines = 'a\n'.repeat(5_000)
  expect(countLines('a\nb\n')).toBe(3)
  expect(countLines(lines)).toBe(limits.codeLines + 1)
  expect(codePortion(lines, 16, 1)).toEqual({ text: `${'a\n'.repeat(15)}a`, whole: false })
  expect(countLines(codePortion(lines, 9_999, 1).text)).toBe(limits.codeLines)
  expect(codePortion('x'.repeat(5_000_000), 1, 2).text).toHaveLength(2 * limits.codeCharacters)
  expect(codePortion('a\nb', 16, 1)).toEqual({ text: 'a\nb', whole: true })
})
