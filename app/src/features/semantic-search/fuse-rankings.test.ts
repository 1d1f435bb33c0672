import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fuseRankings } from './fuse-rankings.ts'

describe('fusing', () => {
  it('puts what stands high in two lists before what stands first in one', () => {
    expect(
      fuseRankings([
        ['only here', 'both'],
        ['other', 'both'],
      ])[0],
    ).toBe('both')
  })

  it('follows the places of the paper: 1/61 + 1/63 beats 1/62 + 1/62', () => {
    expect(
      fuseRankings([
        ['a', 'b', 'c'],
        ['c', 'b', 'a'],
      ]),
    ).toEqual(['a', 'c', 'b'])
  })

  it('does not care where a list that joins later stands', () => {
    expect(fuseRankings([[], ['a', 'b'], []])).toEqual(['a', 'b'])
  })
})

const ranking = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 20 })

describe('whatever the lists', () => {
  it('everything in one of them is there once, and a single list stays as it is', () => {
    fc.assert(
      fc.property(fc.array(ranking, { maxLength: 5 }), lists => {
        const fused = fuseRankings(lists)
        expect(new Set(fused)).toEqual(new Set(lists.flat()))
        expect(fused).toHaveLength(new Set(fused).size)
        for (const list of lists) expect(fuseRankings([list])).toEqual(list)
      }),
    )
  })

  it('what is nowhere below another and somewhere above it comes first', () => {
    fc.assert(
      fc.property(fc.array(ranking, { minLength: 1, maxLength: 4 }), lists => {
        const place = (list: readonly number[], key: number): number =>
          list.includes(key) ? list.indexOf(key) : Number.POSITIVE_INFINITY
        const fused = fuseRankings(lists)
        for (const [index, below] of fused.entries()) {
          for (const above of fused.slice(0, index)) {
            const isBetter =
              lists.every(list => place(list, below) <= place(list, above)) &&
              lists.some(list => place(list, below) < place(list, above))
            expect(isBetter).toBe(false)
          }
        }
      }),
    )
  })
})
