import { expect, test } from 'vitest'
import { createFindWords } from './find-words.ts'

/** The text with what is marked in brackets. */
const mark = (query: string, text: string): string =>
  createFindWords(query)(text).reduceRight(
    (marked, { start, end }) => `${marked.slice(0, start)}[${marked.slice(start, end)}]${marked.slice(end)}`,
    text,
  )

test.each([
  // A word that is whole, and one that is still typed.
  ['margin ', 'The margin of marginal things', 'The [margin] of marginal things'],
  ['margin', 'The margin of marginal things', 'The [margin] of [margin]al things'],
  ['creme ', 'Une Crème brûlée', 'Une [Crème] brûlée'],
  ['"margin of error" ', 'margin of the margin of error', 'margin of the [margin of error]'],
  ['role:user error -margin ', 'margin of error', 'margin of [error]'],
  // Nowhere a word of its own: where words begin so, or inside a name.
  ['count ', 'rowCounter and counters', 'rowCounter and [count]ers'],
  ['counter ', 'const rowCounter = 1', 'const row[Counter] = 1'],
  // No spaces, so anywhere.
  ['误差', '抽样误差的大小', '抽样[误差]的大小'],
  ['รถไฟ', 'ฉันนั่งรถไฟไปเชียงใหม่', 'ฉันนั่ง[รถไฟ]ไปเชียงใหม่'],
  // What Arabic writes in one with the word.
  ['خطأ ', 'هامش الخطأ وبالخطأ', 'هامش ال[خطأ] وبالخطأ'],
  ['নদী ', 'নদী আর নদীর ধারে', '[নদী] আর নদীর ধারে'],
  ['নদ ', 'নদী আর নদ', 'নদী আর [নদ]'],
  ['학교', '학교에서 배웠다', '[학교]에서 배웠다'],
  ['has:code', 'has code', 'has code'],
  ['', 'anything', 'anything'],
])('%j in %s', (query, text, marked) => {
  expect(mark(query, text)).toBe(marked)
})
