import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quantize, toLikeness } from './quantize.ts'

const unit = fc
  .array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 8, maxLength: 64 })
  .filter(numbers => Math.hypot(...numbers) > 0.01)
  .map(numbers => {
    const length = Math.hypot(...numbers)
    return Float32Array.from(numbers, number => number / length)
  })

test('bytes stay within -127 and 127, also where a number is a hair above one', () => {
  expect([...quantize(Float32Array.of(1.000_001, -1.000_001, 0, 0.5))]).toEqual([127, -127, 0, 64])
})

test('a vector is like itself, and less like anything else', () => {
  fc.assert(
    fc.property(unit, vector => {
      const bytes = quantize(vector)
      const dot = bytes.reduce((sum, byte) => sum + byte * byte, 0)
      expect(toLikeness(dot)).toBeCloseTo(1, 1)
      const opposite = quantize(vector.map(number => -number))
      expect(bytes.map((byte, index) => byte + (opposite[index] ?? 0)).every(sum => Math.abs(sum) <= 1)).toBe(
        true,
      )
    }),
  )
})
