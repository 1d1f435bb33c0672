import { expect, test } from 'vitest'
import { type Figure, parseDecimal, parseTokens } from './parse-figure.ts'

const number = (value: number): Figure => ({ type: 'number', value })

test.each([
  ['0.25', 0.25],
  ['0,25', 0.25],
  ['.5', 0.5],
  ['$3', 3],
  [' 15 ', 15],
  ['০.২৫', 0.25],
  ['٠٫٢٥', 0.25],
  ['0', 0],
])('%s is a price', (text, value) => {
  expect(parseDecimal(text)).toEqual(number(value))
})

test.each(['-1', '1.2.3', 'free', '1e3', 'NaN', '1,000.50', '.'])('%s is no price', text => {
  expect(parseDecimal(text)).toEqual({ type: 'wrong' })
})

test.each([
  ['200000', 200_000],
  ['200,000', 200_000],
  ['200.000', 200_000],
  ['1 048 576', 1_048_576],
  ['128k', 128_000],
  ['1M', 1_000_000],
  ['1.5m', 1_500_000],
  ['৮১৯২', 8192],
  ['٢٠٠٬٠٠٠', 200_000],
])('%s is a count of tokens', (text, value) => {
  expect(parseTokens(text)).toEqual(number(value))
})

test.each(['0', '-5', '1.5', '12k5', 'many', '2,00'])('%s is no count of tokens', text => {
  expect(parseTokens(text)).toEqual({ type: 'wrong' })
})

test('nothing typed is neither', () => {
  expect([parseDecimal('  '), parseTokens('')]).toEqual([{ type: 'empty' }, { type: 'empty' }])
})
