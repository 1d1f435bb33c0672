import { expect, test } from 'vitest'
import { visiblePieces } from './hidden-characters.ts'

test.each([
  ['plain text', ['plain text']],
  ['a\u202eb', ['a', { label: 'U+202E' }, 'b']],
  ['if (\u2066x\u2069)', ['if (', { label: 'U+2066' }, 'x', { label: 'U+2069' }, ')']],
  ['a\u200bb', ['a', { label: 'U+200B' }, 'b']],
  [`a${'\u200b'.repeat(100_000)}b`, ['a', { label: 'U+200B ×100000' }, 'b']],
  ['a\u200b\u200cb', ['a', { label: 'U+200B… ×2' }, 'b']],
  ['\ufeffconst', [{ label: 'U+FEFF' }, 'const']],
  ['x\u{e0041}y', ['x', { label: 'U+E0041' }, 'y']],
  ['\u001b[31m', [{ label: 'U+001B' }, '[31m']],
  ['a\u00adb', ['a', { label: 'U+00AD' }, 'b']],
  ['name\u3164', ['name', { label: 'U+3164' }]],
  ['a\u200db', ['a', { label: 'U+200D' }, 'b']],
  // As people write: a family, a heart, a Bengali conjunct, a Persian word.
  ['👨‍👩‍👧 ❤️', ['👨‍👩‍👧 ❤️']],
  ['ক্‍ষ', ['ক্‍ষ']],
  ['می‌خواهم', ['می‌خواهم']],
  ['👍\ufe0f\ufe0f\ufe0f', ['👍', { label: 'U+FE0F ×3' }]],
  ['tab\tand\nline', ['tab\tand\nline']],
])('%j', (text, pieces) => {
  expect(visiblePieces(text)).toEqual(pieces)
})

test('a flood of single ones is shown up to a point and then left out', () => {
  const pieces = visiblePieces('a\u200b'.repeat(50_000))
  expect(pieces.filter(piece => typeof piece !== 'string')).toHaveLength(200)
  expect(pieces.filter(piece => typeof piece === 'string').join('')).toBe('a'.repeat(50_000))
})
