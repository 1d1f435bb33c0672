import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createThinkTags } from './think-tags.ts'

const split = (...deltas: readonly string[]): { readonly reasoning: string; readonly text: string } => {
  const tags = createThinkTags()
  const pieces = [...deltas.flatMap(delta => tags.feed(delta)), ...tags.end()]
  const join = (type: string): string => pieces.map(piece => (piece.type === type ? piece.text : '')).join('')
  return { reasoning: join('reasoning'), text: join('text') }
}

it.each<[string, string, string]>([
  ['<think>a</think>b', 'a', 'b'],
  ['\n<think>\na\n</think>\n\nb', 'a\n', 'b'],
  ['<thinking>a</thinking>b', 'a', 'b'],
  ['<thought>a</thought>b', 'a', 'b'],
  ['<think>\n\n</think>\n\nplain', '', 'plain'],
  ['<think>never closed', 'never closed', ''],
  ['<think>half a tag </thi', 'half a tag </thi', ''],
  ['no tags', '', 'no tags'],
  ['later <think>x</think>', '', 'later <think>x</think>'],
  ['<thin', '', '<thin'],
  ['<b>bold</b>', '', '<b>bold</b>'],
  ['a < b', '', 'a < b'],
  ['', '', ''],
])('splits %j', (answer, reasoning, text) => {
  expect(split(answer)).toEqual({ reasoning, text })
})

it('means the same in any pieces', () => {
  const answer = fc
    .array(fc.constantFrom('<think>', '</think>', '<', '</', 'think>', ' ', '\n', 'a', 'é', '🙂'), {
      maxLength: 14,
    })
    .map(words => words.join(''))
  fc.assert(
    fc.property(answer, fc.array(fc.nat({ max: 60 })), (whole, cuts) => {
      const edges = [0, ...cuts.filter(cut => cut < whole.length).toSorted((a, b) => a - b), whole.length]
      const pieces = edges.slice(1).map((edge, index) => whole.slice(edges[index], edge))
      expect(split(...pieces)).toEqual(split(whole))
    }),
    { numRuns: 500 },
  )
})
