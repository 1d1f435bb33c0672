import fc from 'fast-check'
import { expect, test } from 'vitest'
import { base64ToBytes, bytesToBase64 } from './base64.ts'

test('says what Node says, and reads it back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), given => {
      const text = bytesToBase64(given)
      expect(text).toBe(Buffer.from(given).toString('base64'))
      expect(base64ToBytes(text)).toEqual(Uint8Array.from(given))
    }),
    { seed: 1 },
  )
})

test('takes more bytes than a call has arguments, and joins their pieces without a seam', () => {
  const given = Uint8Array.from({ length: 300_001 }, (_, index) => index % 251)
  const text = bytesToBase64(given)
  expect(text === Buffer.from(given).toString('base64')).toBe(true)
  expect(Buffer.compare(base64ToBytes(text) ?? new Uint8Array(0), given)).toBe(0)
})

test('reads a text without its padding, or with white space in it', () => {
  expect(base64ToBytes('AQI')).toEqual(Uint8Array.of(1, 2))
  expect(base64ToBytes(' AQ\nI= ')).toEqual(Uint8Array.of(1, 2))
})

test.each(['***', 'A', 'A===', 'AQ=I', 'A-_A', '\u{1f600}'])('%j is none', text => {
  expect(base64ToBytes(text)).toBeNull()
})
