/** Every system takes the name, a reader sees what it is, and nothing stands twice in an archive. */

import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { createNameBook, safeFileName, safeName } from './file-names.ts'

test.each([
  ['a/b\\c:d*e?f"g<h>i|j', 'a b c d e f g h i j'],
  ['../../etc/passwd', 'etc passwd'],
  ['.hidden', 'hidden'],
  ['trailing. . ', 'trailing'],
  ['line\nend\ttab\0nul', 'line end tab nul'],
  ['photo\u202egpj.exe', 'photo gpj.exe'],
  ['zero\u200bwidth', 'zero width'],
  ['CON', '_CON'],
  ['com1.txt', '_com1.txt'],
  ['console', 'console'],
  ['তাঁতের কথা', 'তাঁতের কথা'],
  ['مرحبا', 'مرحبا'],
  ['   ', 'thread'],
  ['', 'thread'],
])('%j is called %j', (text, name) => {
  expect(safeName(text, 'thread')).toBe(name)
})

test('a long name is cut between characters, not within one', () => {
  const family = '👨‍👩‍👧‍👦'
  const name = safeName(family.repeat(50), 'thread')
  expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(120)
  expect(name).toBe(family.repeat(name.length / family.length))
})

test('a file keeps its ending, however long its name', () => {
  expect(safeFileName(`${'a'.repeat(300)}.PDF`, 'file')).toBe(`${'a'.repeat(120)}.pdf`)
  expect(safeFileName('.csv', 'file')).toBe('file.csv')
})

test('any text becomes a name that every system takes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 150 }), text => {
      const name = safeName(text, 'thread')
      expect(name).toMatch(/\S/)
      // oxlint-disable-next-line no-control-regex -- what may not be in it
      expect(name).not.toMatch(/[\0-\x1f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]/u)
      expect(name).not.toMatch(/^[.\s]|[.\s]$/)
      expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(121)
    }),
  )
})

describe('a book of names', () => {
  it('gives none twice, also where cases are not told apart', () => {
    const { take } = createNameBook()
    expect([take('', 'Looms', '.md'), take('', 'looms', '.md'), take('a/', 'looms', '.md')]).toEqual([
      'Looms.md',
      'looms (2).md',
      'a/looms.md',
    ])
    expect(take('', 'looms (2)', '.md')).toBe('looms (2) (2).md')
  })

  it('stays quick with ten thousand of one name', () => {
    const { take } = createNameBook()
    const names = Array.from({ length: 10_000 }, () => take('', 'New thread', '.md'))
    expect(new Set(names).size).toBe(10_000)
    expect(names.at(-1)).toBe('New thread (10000).md')
  })
})
