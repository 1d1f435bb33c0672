import { expect, test } from 'vitest'
import { nearMark } from './near-mark.ts'

const shown = (text: string, word: string): string => {
  const start = text.indexOf(word)
  const near = nearMark(text, [{ start, end: start + word.length }])
  const [mark] = near.marks
  return mark ? `${near.text.slice(0, mark.start)}[${near.text.slice(mark.start, mark.end)}]` : near.text
}

test('what is near the beginning stays as it is', () => {
  expect(shown('since a margin of error', 'margin')).toBe('since a [margin]')
  expect(nearMark('no mark', [])).toEqual({ text: 'no mark', marks: [] })
})

test('what is far is begun at a word before it', () => {
  expect(shown('the small line is thin, since it is a margin too wide', 'margin')).toBe(
    '…is thin, since it is a [margin]',
  )
})

test('without words it is begun anywhere but inside a character', () => {
  expect(shown(`${'抽'.repeat(40)}误差`, '误差')).toBe(`…${'抽'.repeat(24)}[误差]`)
  expect(shown(`a${'😀'.repeat(40)}x`, 'x')).toBe(`…${'😀'.repeat(12)}[x]`)
  expect(shown(`${'😀'.repeat(40)}ax`, 'x')).toBe(`…${'😀'.repeat(11)}a[x]`)
})
