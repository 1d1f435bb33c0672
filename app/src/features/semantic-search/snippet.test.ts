import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toSnippet } from './snippet.ts'

test('is one line from where the passage begins, without the fences of code', () => {
  expect(toSnippet('Before.\n\n```ts\nconst pick = 1\n```\nAfter.', 9)).toBe('const pick = 1 After.')
})

test('ends after a word where it is cut, and says so', () => {
  const snippet = toSnippet('shuttle '.repeat(40), 0)
  expect(snippet).toMatch(/^(?:shuttle )+shuttle…$/)
  expect(snippet.length).toBeLessThanOrEqual(141)
})

test('splits no character where there are no words', () => {
  expect(toSnippet(`x${'😀'.repeat(200)}`, 0).isWellFormed()).toBe(true)
})

test('whatever the text, it is short, on one line and splits no character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 700 }), text => {
      const snippet = toSnippet(text, 0)
      expect(snippet.length).toBeLessThanOrEqual(141)
      expect(snippet).not.toMatch(/\n/)
      expect(snippet.isWellFormed()).toBe(true)
    }),
  )
})
