import fc from 'fast-check'
import { expect, test } from 'vitest'
import { base64UrlToBytes, bytesToBase64Url } from './base64-url.ts'

const bytes = fc.uint8Array({ maxLength: 40 })

test('says what Node says, and reads it back', () => {
  fc.assert(
    fc.property(bytes, given => {
      const text = bytesToBase64Url(given)
      expect(text).toBe(Buffer.from(given).toString('base64url'))
      expect(base64UrlToBytes(text)).toEqual(Uint8Array.from(given))
    }),
    { seed: 1 },
  )
})

test('of all texts it takes only those that encoding gives', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...Array.from('AQZgw-_019=+/ ')), maxLength: 9 }), text => {
      const read = base64UrlToBytes(text)
      const honest = Buffer.from(text, 'base64url').toString('base64url') === text
      expect([text, read !== null]).toEqual([text, honest])
    }),
    { seed: 2, numRuns: 2_000 },
  )
})
