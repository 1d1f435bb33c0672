import { expect, it } from 'vitest'
import { parseQuery } from '../query-language.ts'
import { toQueryTerms } from './query-terms.ts'
import { snippetOf } from './snippet-of.ts'

/** What is marked stands in brackets. */
const shown = (text: string, query: string): string => {
  const { text: line, marks } = snippetOf(text, toQueryTerms(parseQuery(query)).wanted)
  let written = ''
  let at = 0
  for (const { start, end } of marks) {
    written += `${line.slice(at, start)}[${line.slice(start, end)}]`
    at = end
  }
  return written + line.slice(at)
}

const filler = 'nothing of interest here '.repeat(2_000)

it('marks words as they were written, with their accents', () => {
  expect(shown('The Café, and cafés too', 'cafe ')).toBe('The [Café], and cafés too')
  expect(shown('The Café, and cafés too', 'cafe')).toBe('The [Café], and [cafés] too')
})

it('marks a phrase in one, and its words nowhere else', () => {
  expect(shown('blue loom, loom blue', '"blue loom"')).toBe('[blue loom], loom blue')
  expect(shown('我在北京大学学习', '北京大学 ')).toBe('我在[北京大学]学习')
})

it('marks the piece of a name', () => {
  expect(shown('call getUserName()', 'user ')).toBe('call get[User]Name()')
})

it('shows the place where the most of it stands, however far down', () => {
  const line = shown(`blue ${filler} a blue loom at last ${filler}`, 'blue loom ')
  expect(line).toContain(' a [blue] [loom] at last ')
  expect(line.startsWith('…')).toBe(true)
  expect(line.endsWith('…')).toBe(true)
  expect(line.length).toBeLessThan(190)
})

it('is without the marks of headings and of what is bold, and leaves what may be code as it was written', () => {
  expect(shown('## The loom\n\nA **heavy loom** and **all** of it.', 'loom ')).toBe(
    'The [loom] A heavy [loom] and all of it.',
  )
  expect(shown('**Loom**: see **織機**です', 'loom ')).toBe('[Loom]: see 織機です')
  for (const code of [
    'f(**loom, **rest)',
    '# loom',
    '`loom`',
    'loom ** 2 ** 3',
    'a**b** loom',
    '*** loom ***',
    '**loom',
  ])
    expect(shown(code, 'loom ').replace(/[[\]]/gu, '')).toBe(code)
})

it('is one line without the fences of code', () => {
  expect(shown('See:\n\n```ts\nconst  loom = 1\n```\nand so on', 'loom ')).toBe(
    'See: const [loom] = 1 and so on',
  )
})

it('is the beginning where nothing is to be marked', () => {
  expect(shown('Some text', 'role:user')).toBe('Some text')
})
