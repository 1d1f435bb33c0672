import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseRange } from './byte-range.ts'

test.each([
  [undefined, null],
  ['', null],
  ['bytes=-', null],
  ['bytes=0-', { from: 0, to: 10 }],
  ['bytes=3-5', { from: 3, to: 6 }],
  ['bytes=3-500', { from: 3, to: 10 }],
  ['bytes=-4', { from: 6, to: 10 }],
  ['bytes=-40', { from: 0, to: 10 }],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=5-3', null],
  ['bytes=0-1,3-4', null],
  ['items=0-1', null],
  ['bytes= 0-1', null],
])('A13: %s of ten bytes', (header, range) => {
  expect(parseRange(header, 10)).toEqual(range)
})

test('A13: a range is inside, and not empty', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.nat(), fc.nat(), (size, first, last) => {
      const range = parseRange(`bytes=${first}-${last}`, size)
      if (range === null || range === 'unsatisfiable') return
      expect(range.from).toBe(first)
      expect(range.to).toBeGreaterThan(range.from)
      expect(range.to).toBeLessThanOrEqual(size)
    }),
    { seed: 1 },
  )
})
